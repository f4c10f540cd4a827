//! The desktop program.

use std::path::PathBuf;

/// Beside this one, as it is installed, or else on the path.
pub(crate) fn program() -> PathBuf {
    let name = format!("parvis{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe().ok().map(|own| own.with_file_name(&name));
    beside.filter(|beside| beside.is_file()).unwrap_or_else(|| name.into())
}
