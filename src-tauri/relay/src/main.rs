//! `parvis-relay`: reads its configuration, starts, and stops when it is asked to.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use parvis_relay::config::{Config, Problem};
use parvis_relay::seal::KeyRing;
use parvis_relay::{Clock, Relay, routes, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Lets Parvis sign in at a provider that registers confidential https clients only, such as ProConnect.
///
/// Exit status: 0 all is well; 1 something needs an administrator; 2 the command was not understood.
#[derive(Parser)]
#[command(version, about, disable_help_subcommand = true)]
struct Arguments {
    /// The configuration; `PARVIS_RELAY_…` in the environment wins over it
    #[arg(long, global = true, default_value = "/etc/parvis-relay/relay.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Says whether the configuration is valid, and every problem if it is not
    Check,
    /// Prints a new line for the key ring
    NewKey,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Some(Command::NewKey) => writeln!(io::stdout(), "{}", KeyRing::new_line()),
        Some(Command::Check) => match read(&arguments.config) {
            Ok(_) => writeln!(io::stdout(), "The configuration is valid."),
            Err(problems) => return tell(&problems),
        },
        None => match read(&arguments.config) {
            Ok(config) => run(config),
            Err(problems) => return tell(&problems),
        },
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "parvis-relay: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(path: &Path) -> Result<Config, Vec<Problem>> {
    // A variable that is not text is none of ours.
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    Config::read(path, environment)
}

fn tell(problems: &[Problem]) -> ExitCode {
    for problem in problems {
        let _ = writeln!(io::stderr(), "{problem}");
    }
    ExitCode::FAILURE
}

#[tokio::main]
async fn run(config: Config) -> io::Result<()> {
    log(config.log);
    let named = |what, error: io::Error| io::Error::new(error.kind(), format!("{what}: {error}"));
    let public = TcpListener::bind(config.listen).await.map_err(|error| named("listen", error))?;
    let operations =
        TcpListener::bind(config.metrics_listen).await.map_err(|error| named("metrics_listen", error))?;
    let stop = stop()?;
    tracing::info!(
        listen = %public.local_addr()?,
        metrics_listen = %operations.local_addr()?,
        public_address = config.public_address,
        version = env!("CARGO_PKG_VERSION"),
        "started"
    );
    let relay = Relay::new(config, system_clock());
    let discovery = tokio::spawn(Arc::clone(&relay).keep_discovered());
    let until = |mut stop: watch::Receiver<bool>| async move {
        // An error means that nobody can ask any more.
        let _ = stop.wait_for(|stop| *stop).await;
    };
    let metrics = || relay.metrics().clone();
    // The figures stay readable until the last request has ended.
    let watched =
        tokio::spawn(serve::serve(operations, routes::operations(&relay), metrics(), std::future::pending()));
    serve::serve(public, routes::public(&relay), metrics(), until(stop)).await;
    watched.abort();
    discovery.abort();
    tracing::info!("stopped");
    Ok(())
}

/// One line of JSON for each event of this program. What libraries would log is not ours to vouch for.
fn log(level: LevelFilter) {
    let format = tracing_subscriber::fmt::layer().json().flatten_event(true).with_target(false);
    let ours = Targets::new().with_target("parvis_relay", level);
    tracing_subscriber::registry().with(format).with(ours).init();
}

/// Becomes true when the system asks this program to stop.
fn stop() -> io::Result<watch::Receiver<bool>> {
    let (mut terminated, mut interrupted) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        tracing::info!("stopping");
        sender.send_replace(true);
    });
    Ok(receiver)
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn system_clock() -> Clock {
    use std::time::{SystemTime, UNIX_EPOCH};
    Arc::new(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs()))
}
