//! The way to the network that this machine's policy names.

use parvis_core::http::Http;
use parvis_core::policy::Source;

/// What every request of a command goes through.
pub(crate) fn http() -> Http {
    Http::new(Source::of_system().read().way)
}
