//! Reading what may not answer: a home or a share that hangs.

use std::collections::HashSet;
use std::fs;
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::Keeper;
use crate::workspace::source::{Reading, Received, Source, With};
use crate::workspace::{Broken, Workspace};

/// What has not answered by then counts as unreadable.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was asked and has not answered yet, by name.
#[derive(Default)]
pub(super) struct Reads {
    names: HashSet<String>,
    late: JoinSet<String>,
}

impl Reads {
    /// Reads on a thread of its own; `None` if that takes too long, or is still under way since last time.
    pub(super) async fn read<T: Send + 'static>(
        &mut self,
        name: &str,
        read: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        if self.names.contains(name) {
            return None;
        }
        let (done, mut answer) = oneshot::channel();
        // None of the runtime's: it waits for its own before it ends.
        thread::Builder::new().name("read".into()).spawn(move || drop(done.send(read()))).ok()?;
        if let Ok(read) = timeout(PATIENCE, &mut answer).await {
            return read.ok();
        }
        tracing::warn!(name, "reading takes long");
        let name = name.to_owned();
        self.names.insert(name.clone());
        self.late.spawn(async move {
            let _ = answer.await;
            name
        });
        None
    }

    /// Something that was late has answered: it is worth another look. Never, where nothing is late.
    pub(super) async fn answered(&mut self) {
        match self.late.join_next().await {
            Some(name) => drop(name.map(|name| self.names.remove(&name))),
            None => std::future::pending().await,
        }
    }
}

impl Keeper {
    /// Reads a source, and is told of what changes in its files from now on.
    pub(super) async fn listen_and_read(&mut self, source: &Source) -> Reading {
        let (files, looked_at) = (source.files(), source.files());
        // Listening looks at every folder above, and waits as long as they do.
        let look = move || looked_at.iter().for_each(|file| drop(fs::metadata(file)));
        if self.reads.read(&name(source), look).await.is_some() {
            self.laid.also(files);
        }
        self.read(source).await
    }

    /// Reads a source.
    pub(super) async fn read(&mut self, source: &Source) -> Reading {
        let (read, means, paths) = (source.clone(), self.outside.means.clone(), self.outside.paths.clone());
        let runtime = Handle::current();
        let name = name(source);
        let reading = self.reads.read(&name, move || {
            let with = With { paths: paths.as_ref(), http: &means.http, clock: &means.clock };
            runtime.block_on(read.read(with))
        });
        reading.await.unwrap_or_else(|| Reading { broken: source.silent(), ..Reading::default() })
    }

    /// Reads what was received last of IT's.
    pub(super) async fn read_received(&mut self, received: Received) -> Option<Workspace> {
        let (means, paths) = (self.outside.means.clone(), self.outside.paths.clone());
        let runtime = Handle::current();
        let reading = self.reads.read("received", move || {
            let with = With { paths: paths.as_ref(), http: &means.http, clock: &means.clock };
            runtime.block_on(received.read(with))
        });
        reading.await.flatten()
    }

    /// The name of the folder of a source's repository.
    pub(super) async fn folder(&mut self, source: &Source) -> Result<String, Broken> {
        let read = source.clone();
        let folder = self.reads.read(&name(source), move || read.folder()).await;
        folder.unwrap_or_else(|| source.silent().map_or(Ok(String::new()), Err))
    }
}

fn name(source: &Source) -> String {
    format!("{} {:?}", source.key(), source.files())
}
