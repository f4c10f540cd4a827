//! `parvisctl doctor`: what Parvis depends on, each part looked at, with how to see it by hand and where to read on.

mod check;
mod desktop;
mod disk;
mod feeds;
mod network;
mod policy;
mod refused;
mod sign_in;
mod workspace;

use std::path::Path;

use clap::Args;
use parvis_core::words::Language;
use serde::Serialize;
use url::Url;

pub(crate) use self::check::{Mark, Shown};
use crate::help::say;
use crate::machine::Machine;
use crate::output::{Exit, Form, data, json, runtime, words};

#[derive(Args)]
pub(crate) struct Doctor {
    #[arg(long, help = say(
        "N’interroge personne sur le réseau ; sans cela, au plus 15 secondes",
        "Asks nobody on the network; without it, for at most 15 seconds",
        "Fragt niemanden im Netz; sonst höchstens 15 Sekunden lang",
    ))]
    offline: bool,
}

/// All that was found.
#[derive(Serialize)]
pub(crate) struct Diagnosis {
    version: &'static str,
    /// Whether nothing needs anybody.
    pub well: bool,
    checks: Vec<Shown>,
}

impl Doctor {
    pub(crate) fn run(self, form: Form) -> Exit {
        let language = form.language();
        let found = runtime().block_on(async {
            let machine = Machine::look(!self.offline).await?;
            Ok::<_, std::io::Error>(diagnose(&machine, language).await)
        });
        let diagnosis = match found {
            Ok(diagnosis) => diagnosis,
            Err(error) => {
                words(&error.to_string());
                return Exit::Attention;
            }
        };
        if form.json {
            json(&diagnosis);
        } else {
            for line in check::lines(&diagnosis.checks, language) {
                data(&line);
            }
        }
        Exit::of(diagnosis.well)
    }
}

/// Looks at everything.
pub(crate) async fn diagnose(machine: &Machine, language: Language) -> Diagnosis {
    let setup = machine.setup();
    let (answers, feeds) =
        tokio::join!(network::ask(machine, setup.as_ref()), feeds::check(machine, language));
    let (sign_in, bus) = tokio::join!(
        sign_in::checks(machine, setup.as_ref(), &answers),
        desktop::checks(machine, setup.as_ref()),
    );
    let mut checks = vec![policy::check(machine, language), workspace::check(machine)];
    checks.push(feeds);
    checks.extend([
        network::clock(machine, &answers),
        network::proxy(&answers),
        network::authorities(machine),
    ]);
    checks.extend(sign_in);
    checks.extend(bus);
    checks.push(disk::check(machine));
    let checks: Vec<_> = checks.iter().map(|check| check.shown(language)).collect();
    Diagnosis {
        version: parvis_core::VERSION,
        well: checks.iter().all(|check| check.mark <= Mark::Well),
        checks,
    }
}

/// An address as it may be shown: without a password.
fn shown(address: &Url) -> String {
    let mut address = address.clone();
    // Fails only without a host, and then there is no login.
    let _ = address.set_username("");
    let _ = address.set_password(None);
    address.set_fragment(None);
    address.into()
}

/// A file as an argument of a command.
fn argument(file: &Path) -> String {
    let file = file.display().to_string();
    if file.contains(char::is_whitespace) { format!("\"{file}\"") } else { file }
}
