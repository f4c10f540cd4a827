//! `--as`: the person whose desk is asked about.

use parvis_core::workspace::someone::Someone;

use crate::help::say;

#[derive(clap::Args)]
pub(super) struct As {
    #[arg(id = "as", long = "as", value_parser = read, value_name = "siret=…,groups=a;b,roles=…,email=…", help = say(
        "La personne : ce que sa connexion dit d’elle ; ce qui n’est pas dit n’est pas connu",
        "The person: what their sign-in says of them; what is not said is not known",
        "Die Person: was ihre Anmeldung über sie sagt; was fehlt, ist nicht bekannt",
    ))]
    pub person: Option<Someone>,
}

fn read(written: &str) -> Result<Someone, String> {
    written.parse().map_err(|_| {
        let what = say("On peut dire :", "What can be said:", "Möglich sind:");
        format!("{what} {}.", Someone::CLAIMS.join(", "))
    })
}
