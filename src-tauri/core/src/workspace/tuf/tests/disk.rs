//! A disk that fills up, or a process that is killed: after so many changes there are no more.

use std::cell::Cell;
use std::io;

thread_local! {
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// So many changes on, every further one fails. `None`: none does.
pub(in super::super) fn allow(changes: Option<usize>) {
    LEFT.set(changes);
}

/// Whether one failed.
pub(super) fn is_full() -> bool {
    LEFT.get() == Some(0)
}

/// Takes note of a change that is about to be made.
pub(in super::super) fn take() -> io::Result<()> {
    match LEFT.get() {
        None => Ok(()),
        Some(0) => Err(io::ErrorKind::StorageFull.into()),
        Some(left) => {
            LEFT.set(Some(left - 1));
            Ok(())
        }
    }
}
