//! Linux: inotify, through the runtime that waits for everything else. No thread, no wake-up of its own.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use futures_util::StreamExt as _;
use inotify::{EventMask, EventOwned, EventStream, Inotify, WatchDescriptor, WatchMask, Watches};

use super::super::{Class, Source};

/// Listens for changes of files and of every folder above them: one that is not there yet may come, and a change of
/// rights counts too.
pub(super) struct Ear {
    events: Option<EventStream<[u8; 4096]>>,
    listened: Listened,
}

/// The folders that the kernel watches, and what matters of them. It knows a folder once, whatever its paths.
struct Listened {
    folders: HashMap<WatchDescriptor, BTreeSet<PathBuf>>,
    watched: Watched,
}

/// What is listened for.
struct Watched {
    /// Folders of which every entry counts.
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Ear {
    pub(super) fn new(source: &Source, also: &[PathBuf]) -> Self {
        let mut listened = Listened { folders: HashMap::new(), watched: Watched::of(source, also) };
        let events = Inotify::init().and_then(|kernel| {
            listened.listen(kernel.watches());
            kernel.into_event_stream([0; 4096])
        });
        if let Err(error) = &events {
            // The desk still follows when its window is opened.
            tracing::warn!(%error, "policy is not watched");
        }
        Self { events: events.ok(), listened }
    }

    pub(super) async fn hear(&mut self) {
        loop {
            let event = match &mut self.events {
                Some(events) => events.next().await,
                None => std::future::pending().await,
            };
            match event {
                Some(Ok(event)) if !self.listened.matters(&event) => {}
                Some(Ok(_)) => return,
                Some(Err(_)) | None => self.events = None,
            }
        }
    }

    /// Listens for other files as well; what the kernel has to say already is not lost.
    pub(super) fn also(&mut self, source: &Source, also: &[PathBuf]) {
        self.listened.watched = Watched::of(source, also);
        if let Some(events) = &self.events {
            self.listened.listen(events.watches());
        }
    }
}

impl Listened {
    /// From the top down, so that a folder that comes meanwhile is either listened to or told of.
    fn listen(&mut self, mut kernel: Watches) {
        let all = self.watched.folders.iter().chain(&self.watched.files);
        let above: BTreeSet<&Path> = all.flat_map(|path| path.ancestors()).collect();
        let changes = WatchMask::CREATE
            | WatchMask::CLOSE_WRITE
            | WatchMask::MOVED_FROM
            | WatchMask::MOVED_TO
            | WatchMask::DELETE
            | WatchMask::ATTRIB
            | WatchMask::DELETE_SELF
            | WatchMask::MOVE_SELF
            | WatchMask::ONLYDIR;
        for folder in above {
            if let Ok(number) = kernel.add(folder, changes) {
                self.folders.entry(number).or_default().insert(folder.to_owned());
            }
        }
    }

    fn matters(&self, event: &EventOwned) -> bool {
        let name = event.name.as_ref().map(Path::new);
        // Where there was too much to say, it may have been said.
        event.mask.contains(EventMask::Q_OVERFLOW)
            || self
                .folders
                .get(&event.wd)
                .is_some_and(|folders| folders.iter().any(|folder| self.watched.is_touched(folder, name)))
    }
}

impl Watched {
    fn of(source: &Source, also: &[PathBuf]) -> Self {
        let (mut folders, mut files) = (Vec::new(), also.to_vec());
        match source {
            Source::Folder(folder) | Source::Draft(folder) => {
                folders.extend(Class::ALL.map(|class| folder.join(class.folder())));
            }
            #[cfg(test)]
            Source::Preferences(file) => files.push(file.clone()),
        }
        // Of a link, also what it leads to.
        let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        files.extend(entries.map(|entry| entry.path()));
        for paths in [&mut folders, &mut files] {
            let real: Vec<_> = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
            paths.extend(real);
        }
        Self { folders, files }
    }

    /// Whether it matters that an entry of a folder, or the folder itself, changed.
    fn is_touched(&self, folder: &Path, name: Option<&Path>) -> bool {
        let Some(name) = name else { return true };
        let changed = folder.join(name);
        self.folders.iter().any(|path| path == folder || path.starts_with(&changed))
            || self.files.iter().any(|path| path.starts_with(&changed))
    }
}
