//! Key files: Ed25519, PKCS #8 (RFC 5958), behind a passphrase by PBES2 (RFC 8018) with scrypt (RFC 7914) and AES-256.
//! `openssl pkey` reads them.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use aws_lc_rs::signature::Ed25519KeyPair;
use parvis_core::clock::{Entropy as _, SystemEntropy};
use parvis_core::words;
use pkcs8::der::pem::LineEnding;
use pkcs8::pkcs5::{pbes2, scrypt};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, SecretDocument};
use secrecy::{ExposeSecret as _, SecretString};
use tough::schema::decoded::{Decoded, Hex};
use tough::schema::key::Key as Public;
use tough::schema::{Role, RoleType, Root, Signature, Signed};
use tough::sign::Sign as _;

use super::passphrase::Passphrases;
use super::report::{Done, Trouble};

/// The identity of a key: SHA-256 over its canonical form (TUF specification §4.2).
pub(super) type KeyId = Decoded<Hex>;

/// How many hexadecimal digits of a key's id stand in its file's name.
const SHORT: usize = 8;
/// Cost of scrypt: 2^14 · 8 · 128 bytes = 16 MiB, five times over (OWASP's equal of 2^17 once). More memory, and
/// OpenSSL refuses the file. The unit tests, which open hundreds, pay less; those of the binary pay this.
const COST: (u8, u32, u32) = if cfg!(test) { (4, 8, 1) } else { (14, 8, 5) };

/// A key that can sign.
pub(super) struct Key {
    pair: Ed25519KeyPair,
    pub(super) id: KeyId,
    pub(super) file: PathBuf,
    /// Whether its file has no passphrase.
    pub(super) is_open: bool,
}

impl Key {
    /// What others verify with.
    pub(super) fn public(&self) -> Public {
        self.pair.tuf_key()
    }

    fn new(pair: Ed25519KeyPair, file: PathBuf, is_open: bool) -> Done<Self> {
        let id = pair.tuf_key().key_id().map_err(Trouble::library)?;
        Ok(Self { pair, id, file, is_open })
    }
}

/// Signs a role with these keys, each once.
pub(super) fn sign<T: Role>(role: T, keys: &[&Key]) -> Done<Signed<T>> {
    let bytes = role.canonical_form().map_err(Trouble::library)?;
    let mut signatures: Vec<Signature> = Vec::new();
    for key in keys {
        if signatures.iter().all(|signature| signature.keyid != key.id) {
            let sig = key.pair.sign(&bytes).as_ref().to_vec().into();
            signatures.push(Signature { keyid: key.id.clone(), sig });
        }
    }
    Ok(Signed { signed: role, signatures })
}

/// The folder with the key files that are at hand: on a publishing server just the timestamp's.
pub(super) struct Keys(PathBuf);

impl Keys {
    /// The keys of the repository in `folder`.
    pub(super) fn of(folder: &Path) -> Self {
        Self(folder.join("keys"))
    }

    /// The file of a key, if it is at hand.
    pub(super) fn file(&self, role: RoleType, id: &KeyId) -> Option<PathBuf> {
        Some(self.path(role, id)).filter(|file| file.is_file())
    }

    /// Makes a key and its file, readable by its owner alone; without a passphrase, an open one.
    pub(super) fn make(&self, role: RoleType, passphrase: Option<&SecretString>) -> Done<Key> {
        let unlikely = |_| no_key();
        let pair = Ed25519KeyPair::generate().map_err(unlikely)?;
        let plain = pair.to_pkcs8v1().map_err(unlikely)?;
        let pem = match passphrase {
            Some(passphrase) => {
                encrypt(plain.as_ref(), passphrase)?.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF)
            }
            None => SecretDocument::try_from(plain.as_ref())
                .and_then(|key| key.to_pem("PRIVATE KEY", LineEnding::LF)),
        };
        let pem = pem.map_err(Trouble::library)?;
        let id = pair.tuf_key().key_id().map_err(Trouble::library)?;
        let file = self.path(role, &id);
        self.make_folder()?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written =
            options.open(&file).and_then(|mut to| to.write_all(pem.as_bytes()).and_then(|()| to.sync_all()));
        written.map_err(|error| Trouble::file(&file, &error))?;
        Key::new(pair, file, passphrase.is_none())
    }

    /// Opens as many keys of a role as have to sign. Fewer, where fewer are at hand: which ones are missing is for the
    /// caller to say.
    pub(super) fn open(&self, root: &Root, role: RoleType, secrets: &mut Passphrases) -> Done<Vec<Key>> {
        let Some(wanted) = root.roles.get(&role) else { return Ok(Vec::new()) };
        let mut keys = Vec::new();
        for id in &wanted.keyids {
            if keys.len() as u64 == wanted.threshold.get() {
                break;
            }
            if let Some(file) = self.file(role, id) {
                let key = open(&file, secrets)?;
                if key.id != *id {
                    let name = file.display();
                    return Err(Trouble(words!(
                        "{name} contient une autre clé que son nom ne le dit.",
                        "{name} holds another key than its name says.",
                        "{name} enthält einen anderen Schlüssel, als der Name sagt."
                    )));
                }
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// As [`open`](Self::open), and refuses if there are too few.
    pub(super) fn signers(&self, root: &Root, role: RoleType, secrets: &mut Passphrases) -> Done<Vec<Key>> {
        let keys = self.open(root, role, secrets)?;
        let wanted = root.roles.get(&role).map_or(1, |keys| keys.threshold.get());
        if keys.len() as u64 >= wanted {
            return Ok(keys);
        }
        let missing = root.roles.get(&role).into_iter().flat_map(|keys| &keys.keyids);
        let names: Vec<_> = missing.map(|id| self.path(role, id).display().to_string()).collect();
        let names = names.join(", ");
        Err(Trouble(words!(
            "Il manque une clé pour signer {role} : {names}. Si elle est perdue : parvisctl repository rotate.",
            "A key to sign {role} is missing: {names}. If it is lost: parvisctl repository rotate.",
            "Ein Schlüssel für {role} fehlt: {names}. Ist er verloren: parvisctl repository rotate."
        )))
    }

    fn path(&self, role: RoleType, id: &KeyId) -> PathBuf {
        self.0.join(format!("{role}-{}.pem", short(id)))
    }

    fn make_folder(&self) -> Done<()> {
        fs::create_dir_all(&self.0).map_err(|error| Trouble::file(&self.0, &error))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::Permissions::from_mode(0o700);
            fs::set_permissions(&self.0, mode).map_err(|error| Trouble::file(&self.0, &error))?;
        }
        Ok(())
    }
}

/// Whether a key file has no passphrase.
pub(super) fn is_open(file: &Path) -> bool {
    fs::read_to_string(file).is_ok_and(|pem| pem.contains("-----BEGIN PRIVATE KEY-----"))
}

/// The first digits of a key's id, as in its file's name.
pub(super) fn short(id: &KeyId) -> String {
    let mut digits = hex::encode(id);
    digits.truncate(SHORT);
    digits
}

fn open(file: &Path, secrets: &mut Passphrases) -> Done<Key> {
    let pem = fs::read_to_string(file).map_err(|error| Trouble::file(file, &error))?;
    let strange = || {
        let name = file.display();
        Trouble(words!(
            "{name} n’est pas une clé Ed25519 au format PKCS #8.",
            "{name} is not an Ed25519 key in the format PKCS #8.",
            "{name} ist kein Ed25519-Schlüssel im Format PKCS #8."
        ))
    };
    let (label, document) = SecretDocument::from_pem(&pem).map_err(|_| strange())?;
    let pair = |plain: &[u8]| Ed25519KeyPair::from_pkcs8_maybe_unchecked(plain).map_err(|_| strange());
    if label == "PRIVATE KEY" {
        return Key::new(pair(document.as_bytes())?, file.to_owned(), true);
    }
    let sealed = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| strange())?;
    let plain = secrets.unlock(file, |passphrase| sealed.decrypt(passphrase).ok())?;
    Key::new(pair(plain.as_bytes())?, file.to_owned(), false)
}

fn encrypt(plain: &[u8], passphrase: &SecretString) -> Done<SecretDocument> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    SystemEntropy.fill(&mut salt).and_then(|()| SystemEntropy.fill(&mut iv)).map_err(|_| no_key())?;
    let (log_n, r, p) = COST;
    let cost = scrypt::Params::new(log_n, r, p).map_err(|_| no_key())?;
    let parameters = pbes2::Parameters::generate_scrypt_aes256cbc(cost, &salt, iv).map_err(|_| no_key())?;
    let key = PrivateKeyInfoRef::try_from(plain).map_err(Trouble::library)?;
    key.encrypt_with_params(parameters, passphrase.expose_secret()).map_err(Trouble::library)
}

fn no_key() -> Trouble {
    Trouble(words!(
        "Cette machine n’a pas pu créer de clé.",
        "This machine could not make a key.",
        "Dieser Rechner konnte keinen Schlüssel erzeugen."
    ))
}
