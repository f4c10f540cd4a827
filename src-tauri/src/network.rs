//! Notices that the network came back: an address that this computer did not have a moment ago.

use netwatcher::WatchHandle;
use parvis_core::outside::Network;

/// Watches for as long as the handle lives. A system that cannot tell is no trouble: core also tries by itself.
pub fn watch() -> (Network, Option<WatchHandle>) {
    let (back, network) = Network::new();
    let watching = netwatcher::watch_interfaces_with_callback(move |update| {
        if !update.is_initial && update.addrs_added().next().is_some() {
            // Fails only once nobody is left to listen.
            let _ = back.send(());
        }
    });
    if let Err(error) = &watching {
        tracing::info!(%error, "changes of the network are not told");
    }
    (network, watching.ok())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::Command;

    #[test]
    fn a_network_that_comes_back_is_noticed() {
        let inside = concat!(module_path!(), "::in_a_network_of_its_own");
        let inside = inside.split_once("::").expect("a crate").1;
        let itself = std::env::current_exe().expect("this test");
        let status =
            Command::new("unshare").arg("-rn").arg(itself).args(["--exact", inside, "--ignored"]).status();
        assert!(status.expect("unshare").success());
    }

    #[tokio::test]
    #[ignore = "run by the test above, where there is no network yet"]
    async fn in_a_network_of_its_own() {
        let (mut network, _watching) = super::watch();
        let told = tokio::time::timeout(std::time::Duration::from_secs(20), network.returned());
        Command::new("ip").args(["link", "set", "lo", "up"]).status().expect("iproute2");
        told.await.expect("told in time");
    }
}
