//! The way to the network that this machine's policy names, for commands that have nothing to do meanwhile.

use parvis_core::http::Http;
use parvis_core::policy::Source;

/// What every request of a command goes through.
pub(crate) fn http() -> Http {
    Http::new(Source::of_system().read().way)
}

/// Waits for what is asynchronous.
pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the system lends a program its clock and its sockets");
    runtime.block_on(work)
}
