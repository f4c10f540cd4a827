"""A TUF repository kept with the reference implementation, which does what it is told, be it an attack.

usage: repository.py FOLDER

Each line of the input is a JSON object, each line of the output its answer: {} or what was asked for. `metadata/` and
`targets/` of FOLDER are what a web server serves. Keys are Ed25519, live in memory, and are called by names.
"""

import hashlib
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from securesystemslib.exceptions import FormatError
from securesystemslib.formats import encode_canonical
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer


def moment(seconds):
    """So many seconds from now, whole ones, as TUF writes them."""
    return datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=seconds)


folder = Path(sys.argv[1])
metadata = folder / "metadata"
metadata.mkdir(parents=True)

keys = {}
# Who signs, by role. Those whom the root trusts, until somebody says otherwise.
signers = {}
# Whether lengths and hashes of the metadata files are told, as a good publisher does; without them, versions alone hold.
hashed = False
documents = {
    role: kind(expires=moment(30 * 24 * 3600))
    for role, kind in {"root": Root, "targets": Targets, "snapshot": Snapshot, "timestamp": Timestamp}.items()
}
published = set()


def key(name):
    if name not in keys:
        keys[name] = CryptoSigner.generate_ed25519()
    return keys[name]


def trust(role, names, threshold=1):
    """The root trusts these keys for the role from its next version on. They are who signs."""
    root = documents["root"]
    for keyid in list(root.roles[role].keyids):
        root.revoke_key(keyid, role)
    for name in names:
        root.add_key(key(name).public_key, role)
    root.roles[role].threshold = threshold
    signers[role] = names


def sign(role, names):
    """These keys sign the role's files from now on, trusted or not."""
    signers[role] = names


def edit(role, version=None, expires=None, extra=None, listed=None):
    """The role's next file has this version, expires in so many seconds, says more, or lists another version below it."""
    document = documents[role]
    if version is not None:
        document.version = version
        published.discard(role)
    if expires is not None:
        document.expires = moment(expires)
    if extra is not None:
        document.unrecognized_fields.update(extra)
    if listed is not None:
        below(role).version = listed


def below(role):
    if role == "timestamp":
        return documents["timestamp"].snapshot_meta
    return documents["snapshot"].meta["targets.json"]


def hashes(on):
    global hashed
    hashed = on


def put(name, text):
    """A target of this name and content. It is published with the next targets."""
    data = text.encode()
    documents["targets"].targets[name] = TargetFile.from_data(name, data, ["sha256"])
    path = folder / "targets" / name
    path = path.with_name(f"{hashlib.sha256(data).hexdigest()}.{path.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def claim(name, like=None, length=None):
    """The targets say something of a target that is not so: another name's content, or another length."""
    targets = documents["targets"].targets
    target = targets[like or name]
    targets[name] = TargetFile(target.length if length is None else length, dict(target.hashes), name)


def claim_many(names, like):
    """As `claim`, of many."""
    for name in names:
        claim(name, like)


def remove(name):
    """The target goes, with the next targets."""
    del documents["targets"].targets[name]


def remove_many(names):
    """As `remove`, of many."""
    for name in names:
        remove(name)


def unlist():
    """The snapshot no longer says which targets belong to it, until the next targets."""
    documents["snapshot"].meta.clear()


def publish(roles):
    """Signs the next version of these roles and writes their files; a role listed above learns of it."""
    for role in roles:
        document = documents[role]
        if role in published:
            document.version += 1
        published.add(role)
        signed = Metadata(document)
        for name in signers[role]:
            signed.sign(key(name), append=True)
        data = signed.to_bytes(JSONSerializer())
        file(role).write_bytes(data)
        listed = MetaFile(document.version)
        if hashed:
            listed = MetaFile(document.version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})
        if role == "targets":
            documents["snapshot"].meta["targets.json"] = listed
        elif role == "snapshot":
            documents["timestamp"].snapshot_meta = listed


def file(role):
    return metadata / ("timestamp.json" if role == "timestamp" else f"{documents[role].version}.{role}.json")


def force(role, path, value):
    """The next version of the role has this at this place, though the library would not write it."""
    publish([role])
    content = json.loads(file(role).read_bytes())
    place = content["signed"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    try:
        data = encode_canonical(content["signed"])
    except FormatError:
        # Canonical JSON knows no fractions: nobody can sign this, and it has to be refused before that matters.
        data = ""
    content["signatures"] = [key(name).sign(data.encode()).to_dict() for name in signers[role]]
    file(role).write_text(json.dumps(content))


for name in documents:
    trust(name, [name])

COMMANDS = (trust, sign, edit, hashes, put, claim, claim_many, remove, remove_many, unlist, publish, force)
COMMANDS = {command.__name__: command for command in COMMANDS}
for line in sys.stdin:
    order = json.loads(line)
    COMMANDS[order.pop("do")](**order)
    print("{}", flush=True)
