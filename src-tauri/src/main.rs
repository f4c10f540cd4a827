//! The desktop: core's [`Parvis`] with a window, a tray icon and a browser. Nothing is decided
//! here.

#![cfg_attr(windows, windows_subsystem = "windows")]

mod arguments;
mod commands;
mod ending;
mod engine;
mod network;
mod opener;
mod preview;
mod start;
mod tray;
mod window;

use std::sync::Arc;

use parvis_core::clock::{SystemClock, SystemEntropy};
use parvis_core::http::{Http, Way};
use parvis_core::identity::keychain::Keychain;
use parvis_core::outside::{Means, Network, Outside};
use parvis_core::settings::Theme;
use parvis_core::words::{Language, Spoken};
use parvis_core::{DEMO, Parvis, paths::Paths, policy};
use tauri::{Manager as _, RunEvent, WindowEvent};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

use crate::arguments::Arguments;

fn main() -> std::process::ExitCode {
    if std::env::args_os().nth(1).is_some_and(|first| first == preview::FLAG) {
        listen();
        start::prepare();
        return preview::run(std::env::args_os().skip(2));
    }
    let arguments = match Arguments::read(
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()),
    ) {
        Ok(arguments) => arguments,
        Err(answer) => return answer.give(),
    };
    listen();
    start::prepare();
    match run(arguments) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "Parvis does not start");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> tauri::Result<()> {
    let app = tauri::Builder::default()
        // First: a second start says what it was asked for to the one that runs, and ends here.
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                // A demonstration beside an installed Parvis is a program of its own.
                .dbus_id(if DEMO { "org.parvis.Demo" } else { "org.parvis.Parvis" })
                .callback(|app, arguments, _| {
                    if let Ok(arguments) = Arguments::read(arguments.into_iter().skip(1)) {
                        obey(app, arguments, window::come_back);
                    }
                })
                .build(),
        )
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let app = app.handle();
            let (network, watching) = network::watch();
            // Ends with the program.
            app.manage(std::sync::Mutex::new(watching));
            app.manage(tauri::async_runtime::block_on(Parvis::open(outside(network))));
            app.manage(window::Profile(Paths::of_system()));
            let theme = app.state::<Parvis>().snapshot().settings.theme.0;
            if theme != Theme::System {
                window::follow_theme(app, theme);
            }
            window::forward_events(app);
            ending::tell(app);
            let without_window = arguments.tray_only || arguments.sign_out || arguments.address.is_some();
            tray::start(app, without_window);
            let only_sign_out = arguments.sign_out;
            obey(app, arguments, window::show);
            if only_sign_out {
                quit(app);
            }
            Ok(())
        })
        .build(context())?;
    app.run(|app, event| match event {
        // The last window was closed; Parvis stays in the tray until it is told to quit.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. }
            if !tray::is_shown(app) =>
        {
            api.prevent_close();
            window::minimise(app);
        }
        RunEvent::WindowEvent { event: WindowEvent::Destroyed, .. } => engine::rest(app),
        _ => {}
    });
    Ok(())
}

/// What `tauri.conf.json` says, and the interface: once in the program.
fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// Ends the program when what was asked for is done.
fn quit(app: &tauri::AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        app.state::<Parvis>().close().await;
        app.exit(0);
    });
}

/// Writes to standard error what `RUST_LOG` asks for, else warnings.
fn listen() {
    let asked = std::env::var("RUST_LOG").ok().and_then(|text| text.parse::<Targets>().ok());
    let filter = asked.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
}

/// Does what a start, first or second, asked for.
fn obey(app: &tauri::AppHandle, arguments: Arguments, show: fn(&tauri::AppHandle)) {
    if arguments.sign_out {
        app.state::<Parvis>().sign_out(false);
    } else if let Some(address) = arguments.address {
        app.state::<Parvis>().open_address(address, false);
    } else if !arguments.tray_only {
        show(app);
    }
}

fn outside(network: Network) -> Outside {
    let paths = Paths::of_system();
    let means = Means {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        http: Http::new(Way::default()),
        network,
        keychain: Keychain::of_system(),
        people: paths.as_ref().map(Paths::people),
        browser: Arc::new(opener::DefaultBrowser),
        language: Spoken::new(Language::of_system()),
        patience: start::patience(),
    };
    Outside { means, policy: policy::Source::of_system(), paths }
}
