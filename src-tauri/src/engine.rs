//! The web engine, while there is no window: none of its processes stays.

use tauri::AppHandle;

/// The engine ends its web processes with their windows by itself.
#[cfg(not(target_os = "linux"))]
pub fn rest(_app: &AppHandle) {}

/// Ends `WebKitNetworkProcess`, which would stay for the rest of the day with some 26 MB and nothing to do: the engine
/// has no call for it, and starts a new one with the next window. A window that was opened meanwhile keeps it.
#[cfg(target_os = "linux")]
pub fn rest(app: &AppHandle) {
    use std::time::Duration;

    use tauri::Manager as _;

    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        // The engine is still busy with the window that goes.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let handle = app.clone();
        let _ = app.run_on_main_thread(move || {
            if handle.webview_windows().is_empty() {
                children::end("WebKitNetworkProcess");
            }
        });
    });
}

#[cfg(target_os = "linux")]
mod children {
    use rustix::process::{Pid, Signal, kill_process};

    /// The kernel keeps this much of a program's name.
    const KEPT: usize = 15;

    /// Asks the children of this process that run this program to end.
    pub(super) fn end(program: &str) {
        let name = &program[..program.len().min(KEPT)];
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else {
                continue;
            };
            let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            if is_ours(&stat, name)
                && let Some(process) = Pid::from_raw(id)
                && let Err(error) = kill_process(process, Signal::TERM)
            {
                tracing::warn!(%error, program, "it does not end");
            }
        }
    }

    /// Reads `/proc/<id>/stat`: id, name in parentheses, state, parent. A name may hold anything, parentheses too.
    fn is_ours(stat: &str, name: &str) -> bool {
        let Some((before, after)) = stat.rsplit_once(')') else { return false };
        let parent = after.split_whitespace().nth(1).and_then(|field| field.parse::<u32>().ok());
        before.split_once('(').is_some_and(|(_, found)| found == name) && parent == Some(std::process::id())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn only_our_own_child_of_that_name() {
            let us = std::process::id();
            assert!(is_ours(&format!("42 (WebKitNetworkPr) S {us} 42 42"), "WebKitNetworkPr"));
            assert!(is_ours(&format!("42 (a) b) S {us} 42 42"), "a) b"));
            assert!(!is_ours("42 (WebKitNetworkPr) S 1 42 42", "WebKitNetworkPr"));
            assert!(!is_ours(&format!("42 (WebKitWebProces) S {us} 42"), "WebKitNetworkPr"));
            assert!(!is_ours("", "WebKitNetworkPr"));
        }
    }
}
