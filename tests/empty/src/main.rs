//! The least that a Tauri program can be. `--tray` starts it without a window; a line on standard input opens one;
//! it writes "window ready" on standard error when the page has run, as Parvis does.

use std::io::Write as _;

use tauri::{AppHandle, Manager as _, RunEvent, WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    let without_window = std::env::args().any(|argument| argument == "--tray");
    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![ready])
        .setup(move |app| {
            let handle = app.handle().clone();
            if without_window {
                std::thread::spawn(move || open_on_demand(&handle));
            } else {
                open(&handle)?;
            }
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|_, event| {
        if let RunEvent::ExitRequested { code: None, api, .. } = event {
            api.prevent_exit();
        }
    });
    Ok(())
}

fn open(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, "desk", WebviewUrl::App("index.html".into()));
    window.inner_size(1120.0, 800.0).visible(false).build().map(drop)
}

fn open_on_demand(app: &AppHandle) {
    let mut line = String::new();
    while std::io::stdin().read_line(&mut line).is_ok_and(|read| read > 0) {
        let handle = app.clone();
        let _ = app.run_on_main_thread(move || drop(open(&handle)));
    }
}

#[tauri::command]
fn ready(app: AppHandle) {
    if let Some(window) = app.get_webview_window("desk") {
        let _ = window.show();
    }
    let _ = writeln!(std::io::stderr(), "window ready");
}
