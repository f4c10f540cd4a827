//! The authorities that policy adds to those the operating system trusts, such as a ministry's own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::Decode as _;

use crate::clock::UnixTime;
use crate::words::Words;
use crate::{policy, words};

/// No file of authorities is larger: all that a system trusts is a quarter of it.
const LARGEST: u64 = 1024 * 1024;

/// What is trusted beyond the operating system's store. One that cannot be used takes none of the others away, and
/// nothing is ever trusted instead.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    /// In the order of the policy and of its files.
    pub files: Vec<Root>,
    /// What was laid and cannot be used.
    pub problems: Vec<Problem>,
    certificates: Vec<CertificateDer<'static>>,
}

/// An authority of policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The file that it is in.
    pub place: PathBuf,
    /// Its name, as RFC 4514 writes it.
    pub subject: String,
    /// Until when it counts.
    pub expires: UnixTime,
}

/// A file of authorities, or one of them, that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub place: PathBuf,
    /// What is wrong with it.
    pub what: Words,
}

impl Roots {
    pub(super) fn read(files: &[PathBuf]) -> Self {
        let mut roots = Self::default();
        for file in files {
            let before = (roots.certificates.len(), roots.problems.len());
            match read_file(file) {
                Ok(text) => roots.lay(file, &text),
                Err(what) => roots.problem(file, what),
            }
            if before == (roots.certificates.len(), roots.problems.len()) {
                let what = words!(
                    "ne contient aucun certificat au format PEM",
                    "holds no certificate in PEM",
                    "enthält kein Zertifikat im PEM-Format",
                );
                roots.problem(file, what);
            }
        }
        roots
    }

    /// For the client.
    pub(super) fn certificates(&self) -> impl Iterator<Item = reqwest::Certificate> {
        self.certificates.iter().filter_map(|der| reqwest::Certificate::from_der(der).ok())
    }

    fn lay(&mut self, file: &Path, text: &[u8]) {
        for (nth, der) in CertificateDer::pem_slice_iter(text).enumerate() {
            let nth = nth + 1;
            match der.map_err(|error| error.to_string()).and_then(understood) {
                Ok((der, subject, expires)) => {
                    self.certificates.push(der);
                    self.files.push(Root { place: file.into(), subject, expires });
                }
                Err(why) => self.problem(
                    file,
                    words!(
                        "le certificat n° {nth} ne se lit pas : {why}",
                        "certificate no. {nth} cannot be read: {why}",
                        "Zertifikat Nr. {nth} ist nicht lesbar: {why}",
                    ),
                ),
            }
        }
    }

    fn problem(&mut self, file: &Path, what: Words) {
        self.problems.push(Problem { place: file.into(), what });
    }
}

fn read_file(file: &Path) -> Result<Vec<u8>, Words> {
    let unsafe_place = |why: String| {
        words!(
            "n'est pas sûr ou ne se lit pas : {why}",
            "is not safe or cannot be read: {why}",
            "ist nicht sicher oder nicht lesbar: {why}",
        )
    };
    let real = policy::trusted(file).map_err(unsafe_place)?;
    let size = std::fs::metadata(&real).map_err(|error| unsafe_place(error.to_string()))?.len();
    if size > LARGEST {
        let most = LARGEST / 1024;
        return Err(words!("dépasse {most} Kio", "is larger than {most} KiB", "ist größer als {most} KiB",));
    }
    std::fs::read(&real).map_err(|error| unsafe_place(error.to_string()))
}

/// A certificate that TLS takes as an authority, with its name and its end. Asked one by one: the client would refuse
/// all for one.
fn understood(der: CertificateDer<'static>) -> Result<(CertificateDer<'static>, String, UnixTime), String> {
    rustls::RootCertStore::empty().add(der.clone()).map_err(|error| error.to_string())?;
    // As lenient as RFC 5280 was ignored: old authorities have serial numbers that are none.
    let certificate = CertificateInner::<Raw>::from_der(&der).map_err(|error| error.to_string())?;
    let tbs = certificate.tbs_certificate();
    let end = tbs.validity().not_after.to_unix_duration();
    Ok((der, tbs.subject().to_string(), UnixTime(0).plus(Duration::from_secs(end.as_secs()))))
}
