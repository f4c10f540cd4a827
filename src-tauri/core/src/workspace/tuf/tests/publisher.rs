//! A repository as IT would publish it, and a server of static files before it, both with everything a test may bend.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::num::NonZeroU64;
use std::sync::{Arc, Mutex};

use aws_lc_rs::signature::Ed25519KeyPair;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use serde::Serialize;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tough::TargetName;
use tough::schema::{
    Hashes, Metafile, Role, RoleKeys, RoleType, Root, Signature, Signed, Snapshot, Target, Targets,
    Timestamp as TimestampRole,
};
use tough::sign::Sign as _;
use url::Url;

use super::super::store::hash_of;

/// Keys and versions; [`Publisher::publish`] makes files of them.
pub(crate) struct Publisher {
    pub(crate) keys: HashMap<RoleType, Ed25519KeyPair>,
    pub(crate) versions: HashMap<RoleType, u64>,
    pub(crate) expires: HashMap<RoleType, i64>,
    pub(crate) targets: BTreeMap<String, Vec<u8>>,
    pub(crate) consistent: bool,
    root: Option<Root>,
    previous: Option<Ed25519KeyPair>,
}

const ROLES: [RoleType; 4] = [RoleType::Root, RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets];

/// 2100-01-01.
const LATER: i64 = 4_102_444_800;

/// By path, such as `metadata/timestamp.json`.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

pub(crate) fn key() -> Ed25519KeyPair {
    Ed25519KeyPair::generate().unwrap()
}

impl Publisher {
    pub(crate) fn new(targets: &[(&str, &str)]) -> Self {
        Self {
            keys: ROLES.map(|role| (role, key())).into(),
            versions: ROLES.map(|role| (role, 1)).into(),
            expires: ROLES.map(|role| (role, LATER)).into(),
            targets: targets.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect(),
            consistent: true,
            root: None,
            previous: None,
        }
    }

    pub(crate) fn bump(&mut self, roles: &[RoleType]) {
        for role in roles {
            *self.versions.get_mut(role).unwrap() += 1;
        }
    }

    /// Another key for a role, and the next root.
    pub(crate) fn rotate(&mut self, role: RoleType) {
        let old = self.keys.insert(role, key()).unwrap();
        if role == RoleType::Root {
            self.previous = Some(old);
        }
        self.bump(&[RoleType::Root]);
    }

    /// Writes the files of this state over those that are there.
    pub(crate) fn publish(&mut self, files: &mut Files) {
        let root = self.root();
        let mut signers = vec![&self.keys[&RoleType::Root]];
        signers.extend(&self.previous);
        let mut put = |name: String, bytes: &[u8]| files.insert(format!("metadata/{name}"), bytes.to_vec());
        put(format!("{}.root.json", root.version), &sign(&root, &signers));
        self.root = Some(root);
        let versioned = |name: &str, version: NonZeroU64| {
            if self.consistent { format!("{version}.{name}") } else { name.to_owned() }
        };

        let mut targets =
            Targets::new("1.0.0".into(), self.version(RoleType::Targets), self.when(RoleType::Targets));
        targets.delegations = None;
        for (name, bytes) in &self.targets {
            let hashes = Hashes { sha256: unhex(&hash_of(bytes)).into(), _extra: HashMap::new() };
            let target =
                Target { length: bytes.len() as u64, hashes, custom: HashMap::new(), _extra: HashMap::new() };
            targets.add_target(TargetName::new(name).unwrap(), target);
        }
        let targets_bytes = sign(&targets, &[&self.keys[&RoleType::Targets]]);
        put(versioned("targets.json", targets.version), &targets_bytes);

        let mut snapshot =
            Snapshot::new("1.0.0".into(), self.version(RoleType::Snapshot), self.when(RoleType::Snapshot));
        snapshot.meta.insert("targets.json".into(), metafile(&targets_bytes, targets.version));
        let snapshot_bytes = sign(&snapshot, &[&self.keys[&RoleType::Snapshot]]);
        put(versioned("snapshot.json", snapshot.version), &snapshot_bytes);

        let mut timestamp = TimestampRole::new(
            "1.0.0".into(),
            self.version(RoleType::Timestamp),
            self.when(RoleType::Timestamp),
        );
        timestamp.meta.insert("snapshot.json".into(), metafile(&snapshot_bytes, snapshot.version));
        put("timestamp.json".into(), &sign(&timestamp, &[&self.keys[&RoleType::Timestamp]]));

        for (name, bytes) in &self.targets {
            let (folder, file) =
                name.rsplit_once('/').map_or((String::new(), &**name), |(f, n)| (format!("{f}/"), n));
            let file = if self.consistent { format!("{}.{file}", hash_of(bytes)) } else { file.to_owned() };
            files.insert(format!("targets/{folder}{file}"), bytes.clone());
        }
    }

    fn root(&self) -> Root {
        let keys = ROLES.map(|role| (role, self.keys[&role].tuf_key()));
        let role = |(role, key): &(RoleType, tough::schema::key::Key)| {
            let threshold = NonZeroU64::MIN;
            (*role, RoleKeys { keyids: vec![key.key_id().unwrap()], threshold, _extra: HashMap::new() })
        };
        Root {
            spec_version: "1.0.0".into(),
            consistent_snapshot: self.consistent,
            version: self.version(RoleType::Root),
            expires: self.when(RoleType::Root),
            roles: keys.iter().map(role).collect(),
            keys: keys.into_iter().map(|(_, key)| (key.key_id().unwrap(), key)).collect(),
            _extra: HashMap::new(),
        }
    }

    fn version(&self, role: RoleType) -> NonZeroU64 {
        NonZeroU64::new(self.versions[&role]).unwrap()
    }

    fn when(&self, role: RoleType) -> Timestamp {
        Timestamp::from_second(self.expires[&role]).unwrap()
    }
}

pub(crate) fn sign<T: Role + Serialize + Clone>(role: &T, keys: &[&Ed25519KeyPair]) -> Vec<u8> {
    let form = role.canonical_form().unwrap();
    let signature = |key: &&Ed25519KeyPair| Signature {
        keyid: key.tuf_key().key_id().unwrap(),
        sig: Ed25519KeyPair::sign(key, &form).as_ref().to_vec().into(),
    };
    let signatures = keys.iter().map(signature).collect();
    serde_json::to_vec_pretty(&Signed { signed: role.clone(), signatures }).unwrap()
}

fn metafile(bytes: &[u8], version: NonZeroU64) -> Metafile {
    let hashes = Hashes { sha256: unhex(&hash_of(bytes)).into(), _extra: HashMap::new() };
    Metafile { length: Some(bytes.len() as u64), hashes: Some(hashes), version, _extra: HashMap::new() }
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// An answer that is no file.
#[derive(Clone, Default)]
pub(crate) struct Odd {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

#[derive(Default)]
pub(crate) struct Shelf {
    pub(crate) files: Files,
    /// Answers instead of files, by path; `""` for every path.
    pub(crate) odd: BTreeMap<String, Odd>,
    /// What every answer says of the time.
    pub(crate) date: Option<String>,
    /// Every request since the last look: its path and status.
    pub(crate) asked: Vec<(String, u16)>,
}

/// A server of static files that says what is new by `ETag`, as object stores do.
pub(crate) struct Server {
    pub(crate) shelf: Arc<Mutex<Shelf>>,
    pub(crate) address: Url,
    _accepting: JoinSet<()>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), None)
    }

    /// On a listener, one of whose callers may be waiting already.
    pub(crate) fn on(listener: TcpListener, mut waiting: Option<TcpStream>) -> Self {
        let address = format!("http://{}/desk/", listener.local_addr().unwrap()).parse().unwrap();
        let shelf = Arc::new(Mutex::new(Shelf::default()));
        let mut accepting = JoinSet::new();
        let shared = shelf.clone();
        accepting.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let stream = match waiting.take() {
                    Some(stream) => stream,
                    None => listener.accept().await.unwrap().0,
                };
                let shelf = shared.clone();
                let service = hyper::service::service_fn(move |request| {
                    let answer = shelf.lock().unwrap().answer(&request);
                    async { Ok::<_, Infallible>(answer) }
                });
                let builder = hyper::server::conn::http1::Builder::new();
                connections.spawn(async move {
                    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Self { shelf, address, _accepting: accepting }
    }

    /// The requests since the last time, each as `200 metadata/timestamp.json`, sorted.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = std::mem::take(&mut self.shelf.lock().unwrap().asked);
        let mut asked: Vec<String> = asked.iter().map(|(path, status)| format!("{status} {path}")).collect();
        asked.sort();
        asked
    }
}

impl Shelf {
    fn answer(&mut self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().trim_start_matches("/desk/").to_owned();
        let mut answer = Response::builder();
        if let Some(date) = &self.date {
            answer = answer.header("date", date);
        }
        let odd = self.odd.get(&path).or_else(|| self.odd.get("")).cloned();
        let (status, body) = if let Some(odd) = odd {
            for (name, value) in odd.headers {
                answer = answer.header(name, value);
            }
            (odd.status, odd.body)
        } else if let Some(bytes) = self.files.get(&path) {
            let tag = format!("\"{}\"", hash_of(bytes));
            let known = request.headers().get("if-none-match").is_some_and(|known| *known == *tag);
            answer = answer.header("etag", &tag);
            if known { (304, Vec::new()) } else { (200, bytes.clone()) }
        } else {
            (404, Vec::new())
        };
        self.asked.push((path, status));
        answer.status(status).body(Full::new(body.into())).unwrap()
    }
}
