//! Where nobody says that something has changed without unsafe code: a look once a minute.

use std::path::PathBuf;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::super::Source;

const MINUTE: Duration = Duration::from_secs(60);

/// Remembers what was there.
pub(super) struct Ear {
    source: Source,
    also: Vec<PathBuf>,
    /// Of the source and of the other files.
    seen: [Print; 2],
    minutes: Interval,
}

/// A fingerprint, as the values may be secrets.
type Print = [u8; 32];

impl Ear {
    pub(super) fn new(source: &Source, also: &[PathBuf]) -> Self {
        let mut minutes = interval(MINUTE);
        // A computer that slept has one look to catch up on.
        minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let seen = [print_source(source), print_files(also)];
        Self { source: source.clone(), also: also.to_vec(), seen, minutes }
    }

    pub(super) async fn hear(&mut self) {
        loop {
            self.minutes.tick().await;
            let now = [print_source(&self.source), print_files(&self.also)];
            if std::mem::replace(&mut self.seen, now) != now {
                return;
            }
        }
    }

    /// Looks at other files as well.
    pub(super) fn also(&mut self, _: &Source, also: &[PathBuf]) {
        self.also = also.to_vec();
        self.seen[1] = print_files(also);
    }
}

fn print_source(source: &Source) -> Print {
    let found = source.find();
    let mut print = Sha256::new();
    print.update(format!("{found:?}"));
    for written in &found.written {
        print.update(written.value.to_string());
    }
    print.finalize().into()
}

fn print_files(files: &[PathBuf]) -> Print {
    let mut print = Sha256::new();
    for file in files {
        let metadata = std::fs::metadata(file).ok();
        print.update(format!("{:?}", metadata.map(|file| (file.len(), file.modified().ok()))));
    }
    print.finalize().into()
}
