//! What is published, in a folder or at an address: read, and verified from the first root on.

use std::error::Error;
use std::fs;
use std::path::Path;

use futures_util::stream;
use parvis_core::http::{Http, Request, Unanswered};
use parvis_core::words;
use parvis_core::words::{Language, Words};
use tough::schema::{Root, Snapshot, Targets, Timestamp};
use tough::{
    ExpirationEnforcement, FilesystemTransport, IntoVec as _, RepositoryLoader, Transport, TransportError,
    TransportErrorKind, TransportStream,
};
use url::Url;

use super::report::{Done, Trouble};
use crate::network;
use crate::output::runtime;

/// No file of a repository is larger.
const LARGEST: usize = 4 * 1024 * 1024;

/// The four roles as they are published. Expiry does not count: what expired is to be renewed.
pub(super) struct State {
    pub(super) root: Root,
    pub(super) targets: Targets,
    pub(super) snapshot: Snapshot,
    pub(super) timestamp: Timestamp,
}

/// A public folder, wherever it is.
pub(super) struct Place {
    /// Ends with `/`.
    base: Url,
    transport: Box<dyn Transport + Send + Sync>,
}

impl Place {
    /// The public folder of the repository in `folder`.
    pub(super) fn folder(folder: &Path) -> Done<Self> {
        let public = folder.join("public");
        let real = fs::canonicalize(&public).map_err(|_| Trouble::nothing_in(folder))?;
        let base = Url::from_directory_path(&real).map_err(|()| Trouble::library(real.display()))?;
        Ok(Self { base, transport: Box::new(FilesystemTransport) })
    }

    /// The public folder that is served at an address; `None` for what is no address.
    pub(super) fn address(text: &str) -> Option<Self> {
        let base = Url::parse(&format!("{}/", text.trim_end_matches('/'))).ok()?;
        let transport = Box::new(Served(network::http()));
        matches!(base.scheme(), "https" | "http").then_some(Self { base, transport })
    }

    /// The bytes of a file, such as `metadata/1.root.json`.
    pub(super) fn read(&self, name: &str) -> Done<Vec<u8>> {
        let url = self.base.join(name).map_err(Trouble::library)?;
        let whole = async { self.transport.fetch(url).await?.into_vec().await };
        runtime().block_on(whole).map_err(|error| {
            if error.kind() == TransportErrorKind::FileNotFound {
                return Trouble(words!(
                    "Il n’y a pas de {name} : est-ce bien l’endroit d’un dépôt, envoyé en entier ?",
                    "There is no {name}: is this the place of a repository, wholly uploaded?",
                    "Es gibt kein {name}: Ist dies der Ort eines Repositorys, vollständig hochgeladen?"
                ));
            }
            let why = because(&error);
            let why = |language| why.pick(language);
            let (fr, en, de) = (why(Language::Fr), why(Language::En), why(Language::De));
            let file = self.base.join(name).map_or_else(|_| name.to_owned(), String::from);
            Trouble(words!("{file} : {fr}.", "{file}: {en}.", "{file}: {de}."))
        })
    }

    /// Verifies what is published.
    pub(super) fn load(&self) -> Done<State> {
        let root = self.read("metadata/1.root.json")?;
        let below = |name| self.base.join(name).map_err(Trouble::library);
        let loader = RepositoryLoader::new(&root, below("metadata/")?, below("targets/")?)
            .transport(Shared(self.transport.clone()))
            .expiration_enforcement(ExpirationEnforcement::Unsafe);
        let repository = runtime().block_on(loader.load()).map_err(|error| Trouble(because(&error)))?;
        Ok(State {
            root: repository.root().signed.clone(),
            targets: repository.targets().signed.clone(),
            snapshot: repository.snapshot().signed.clone(),
            timestamp: repository.timestamp().signed.clone(),
        })
    }
}

/// What is at the bottom of an error: in three languages if it is the way to the server, else as the library says it.
fn because(error: &(dyn Error + 'static)) -> Words {
    let mut bottom = error;
    while let Some(deeper) = bottom.source() {
        bottom = deeper;
    }
    bottom.downcast_ref().map_or_else(|| Words::same(bottom), |NoFile(why)| why.clone())
}

/// Why a server gave no file.
#[derive(Debug)]
struct NoFile(Words);

impl Error for NoFile {}

impl std::fmt::Display for NoFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.pick(Language::En))
    }
}

fn unanswered(why: Unanswered) -> Words {
    match why {
        Unanswered::Unreachable(why) => why.words(),
        Unanswered::TooLarge => {
            let most = LARGEST / 1024 / 1024;
            words!("dépasse {most} Mio", "is larger than {most} MiB", "ist größer als {most} MiB")
        }
        Unanswered::NotARequest => {
            words!("n’est pas une adresse", "is not an address", "ist keine Adresse")
        }
    }
}

/// `tough` wants to own a transport of one type.
#[derive(Debug, Clone)]
struct Shared(Box<dyn Transport + Send + Sync>);

#[tough::async_trait]
impl Transport for Shared {
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        self.0.fetch(url).await
    }
}

/// A server of files, by the one way to the network that Parvis has.
#[derive(Clone)]
struct Served(Http);

impl std::fmt::Debug for Served {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Served")
    }
}

#[tough::async_trait]
impl Transport for Served {
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        let failed =
            |why| TransportError::new_with_cause(TransportErrorKind::Other, url.clone(), NoFile(why));
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = url.as_str().parse().map_err(|_| failed(unanswered(Unanswered::NotARequest)))?;
        let item = match self.0.fetch(request, LARGEST).await {
            Ok(answer) if answer.status().is_success() => Ok(answer.into_body().into()),
            // As object stores answer for what is not there.
            Ok(answer) if matches!(answer.status().as_u16(), 403 | 404 | 410) => {
                return Err(TransportError::new(TransportErrorKind::FileNotFound, url));
            }
            Ok(answer) => {
                let status = answer.status().as_u16();
                Err(failed(words!(
                    "le serveur répond {status}",
                    "the server answers {status}",
                    "der Server antwortet {status}"
                )))
            }
            Err(why) => Err(failed(unanswered(why))),
        };
        // Inside the stream: `tough` takes an error before it for "there is no next root".
        Ok(Box::pin(stream::iter([item])))
    }
}
