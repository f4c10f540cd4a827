//! An https server with a certificate of an authority that nobody else knows, as inside an organisation.

use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use url::Url;

use crate::canned::{Answer, head};

/// An authority that signs certificates of servers.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// When a certificate is valid.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Today.
    Now,
    /// No longer.
    Past,
    /// Not yet.
    Future,
}

/// The server, and who asked it what.
pub struct HttpsServer {
    origin: Url,
    requests: Arc<Mutex<Vec<Asked>>>,
    task: JoinHandle<()>,
}

/// One request.
pub struct Asked {
    /// The address that it came from.
    pub from: IpAddr,
    /// Its head.
    pub head: String,
}

impl Authority {
    /// A new one, of this name.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_after = date_time_ymd(2090, 1, 1);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// Its certificate, as a file of policy holds it.
    pub fn pem(&self) -> String {
        let der = STANDARD.encode(self.0.der());
        format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n")
    }

    /// Writes its certificate to a file.
    pub fn write(&self, file: &Path) {
        std::fs::write(file, self.pem()).expect("a file");
    }

    fn server(&self, host: &str, validity: Validity) -> ServerConfig {
        let mut params = CertificateParams::new([host.to_owned()]).expect("a name");
        let (from, to) = match validity {
            Validity::Now => (2020, 2090),
            Validity::Past => (2020, 2021),
            Validity::Future => (2089, 2090),
        };
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let chain = vec![CertificateDer::from(certificate)];
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        ServerConfig::builder_with_provider(default_provider().into())
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(chain, key.into())
            .expect("a certificate with its key")
    }
}

impl HttpsServer {
    /// Listens on loopback as `host`, and answers each request by its target.
    pub async fn start(
        authority: &Authority,
        host: &str,
        validity: Validity,
        answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let acceptor = TlsAcceptor::from(Arc::new(authority.server(host, validity)));
        let requests = Arc::<Mutex<Vec<Asked>>>::default();
        let (seen, answer) = (requests.clone(), Arc::new(answer));
        let task = tokio::spawn(async move {
            loop {
                let (stream, from) = listener.accept().await.expect("a connection");
                let (acceptor, seen, answer) = (acceptor.clone(), seen.clone(), answer.clone());
                tokio::spawn(async move {
                    // Whoever does not like the certificate hangs up.
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let head = head(&mut stream).await;
                    let bytes = answer(head.split(' ').nth(1).unwrap_or_default()).to_bytes();
                    seen.lock().expect("no panic").push(Asked { from: from.ip(), head });
                    let _ = stream.write_all(&bytes).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        let origin = Url::parse(&format!("https://{host}:{port}")).expect("an address");
        Self { origin, requests, task }
    }

    /// An address of it, under its name.
    pub fn address(&self, path: &str) -> Url {
        self.origin.join(path).expect("an address")
    }

    /// The requests since the last time, in order.
    pub fn requests(&self) -> Vec<Asked> {
        std::mem::take(&mut self.requests.lock().expect("no panic"))
    }
}

impl Drop for HttpsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
