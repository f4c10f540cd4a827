//! Small files of this agent's account alone, which cost nothing but a question to the network when they are lost.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// A file's name that tells nobody what the file is about.
pub(crate) fn name<'a>(about: impl IntoIterator<Item = &'a String>) -> String {
    let mut hash = Sha256::new();
    for part in about {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    format!("{}.json", BASE64_URL_SAFE_NO_PAD.encode(&digest[..16]))
}

/// What is in the file, if it is one and has at most `largest` bytes. Blocks.
pub(crate) fn read(file: &Path, largest: u64) -> Option<Vec<u8>> {
    // Asked before it is opened: to open a pipe can take for ever.
    if !fs::symlink_metadata(file).ok()?.is_file() {
        return None;
    }
    let mut text = Vec::new();
    fs::File::open(file).ok()?.take(largest + 1).read_to_end(&mut text).ok()?;
    (text.len() as u64 <= largest).then_some(text)
}

/// Writes a file into `folder`, which nobody else may look into. Killed at any moment, this leaves the old file or the
/// new one. Blocks.
pub(crate) fn write(folder: &Path, name: &str, text: &[u8]) -> io::Result<()> {
    make_private(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text)?;
    new.as_file().sync_all()?;
    new.persist(folder.join(name))?;
    Ok(())
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

/// On Windows the agent's local folder is theirs alone already.
#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
