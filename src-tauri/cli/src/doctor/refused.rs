//! Why a repository was refused, for whoever publishes it or runs the network in between.

use parvis_core::words;
use parvis_core::words::Words;
use parvis_core::workspace::tuf::{self, Refused};
use url::Url;

use super::check::Trouble;
use super::network::{clock_command, curl_head};

const TUF: &str = "https://theupdateframework.github.io/specification/latest/";

/// A refusal, with what to do. The last good workspace stays, whatever it is.
pub(super) fn trouble(refused: &Refused, address: &Url) -> Trouble {
    let (what, sections) = words(refused);
    let file = match &refused.trouble {
        tuf::Trouble::Mismatch { file }
        | tuf::Trouble::TooLarge { file }
        | tuf::Trouble::Missing { file } => file,
        _ => "timestamp.json",
    };
    let detail = &refused.detail;
    let trouble = Trouble::wrong(what.map(|what| format!("{what} ({detail})")));
    let trouble = match refused.trouble {
        tuf::Trouble::Clock { .. } => trouble.see(clock_command()),
        tuf::Trouble::Disk => trouble.see("df -h ~"),
        _ => {
            let route = refused.unreached.as_ref().map(|why| &why.route);
            trouble.see(curl_head(&file_address(address, file), route))
        }
    };
    trouble.read(format!("TUF {sections}, {TUF}"))
}

/// It did not answer while we waited.
pub(super) fn late(address: &Url) -> Trouble {
    let what = words!(
        "le dépôt n’a pas répondu à temps",
        "the repository did not answer in time",
        "das Repository hat nicht rechtzeitig geantwortet"
    );
    Trouble::wrong(what).see(curl_head(&file_address(address, "timestamp.json"), None))
}

fn file_address(repository: &Url, file: &str) -> Url {
    let mut address = repository.clone();
    address.set_path(&format!("{}/metadata/{file}", repository.path().trim_end_matches('/')));
    address
}

/// What is wrong and what to do; and the sections of TUF's specification.
fn words(refused: &Refused) -> (Words, &'static str) {
    match &refused.trouble {
        tuf::Trouble::Unreachable => (unreachable(refused), "§5.4"),
        tuf::Trouble::NotARepository => (
            words!(
                "ce qui répond n’est pas le dépôt : souvent une page du réseau qui demande de se connecter, un proxy ou \
                 une mauvaise adresse",
                "what answers is not the repository: most often a page of the network that wants a sign-in, a proxy, or a \
                 wrong address",
                "was antwortet, ist nicht das Repository: meist eine Anmeldeseite des Netzes, ein Proxy oder eine falsche \
                 Adresse"
            ),
            "§5.4",
        ),
        tuf::Trouble::Expired { role } => (
            words!(
                "expiré : le rôle {role} n’a pas été renouvelé à temps. Que ceux qui publient le signent de nouveau \
                 (parvisctl repository refresh), et qu’aucun cache ne garde l’ancien",
                "expired: the role {role} was not renewed in time. Let those who publish sign it again (parvisctl \
                 repository refresh), and no cache keep the old one",
                "abgelaufen: Die Rolle {role} wurde nicht rechtzeitig erneuert. Wer veröffentlicht, unterschreibe sie neu \
                 (parvisctl repository refresh), und kein Cache behalte die alte"
            ),
            "§5.3.10, §5.4.4, §5.5.6, §5.6.5",
        ),
        tuf::Trouble::Signature { role } => (
            words!(
                "signature : le rôle {role} n’est pas signé par assez des clés auxquelles ce poste fait confiance. \
                 Quelqu’un l’a modifié, ou le root.json posé n’est pas celui de ce dépôt",
                "signature: the role {role} is not signed by enough of the keys that this machine trusts. Somebody \
                 changed it, or the root.json that was laid is not that of this repository",
                "Signatur: Die Rolle {role} ist nicht von genügend Schlüsseln unterschrieben, denen dieser Rechner \
                 vertraut. Jemand hat sie geändert, oder die hinterlegte root.json gehört nicht zu diesem Repository"
            ),
            "§5.3.4, §5.4.2, §5.5.3, §5.6.3",
        ),
        tuf::Trouble::Rollback { role } => (
            words!(
                "retour en arrière : le rôle {role} est plus ancien que ce qui a déjà été vérifié ici. Une sauvegarde \
                 restaurée, un vieux cache, ou quelqu’un qui cache le plus récent",
                "rollback: the role {role} is older than what was already verified here. A restored backup, an old \
                 cache, or somebody who hides the newest",
                "Rückschritt: Die Rolle {role} ist älter als hier schon geprüft. Eine wiederhergestellte Sicherung, ein \
                 alter Cache, oder jemand verbirgt die neueste"
            ),
            "§5.3.5, §5.4.3, §5.5.5",
        ),
        tuf::Trouble::Mismatch { file } => (
            words!(
                "{file} n’est pas le fichier qui a été signé : la publication est incomplète, ou un cache en garde un ancien",
                "{file} is not the file that was signed: the upload is not complete, or a cache keeps an old one",
                "{file} ist nicht die unterschriebene Datei: Die Veröffentlichung ist unvollständig, oder ein Cache behält \
                 eine alte"
            ),
            "§5.5.2, §5.6.2, §5.7.3",
        ),
        tuf::Trouble::TooLarge { file } => (
            words!("{file} est trop gros", "{file} is too large", "{file} ist zu groß"),
            "§5.3.3, §5.4.1, §5.7.3",
        ),
        tuf::Trouble::Clock { ours, theirs } => (
            words!(
                "horloge : il est {ours} ici et {theirs} au dépôt. Mettez cet ordinateur à l’heure",
                "clock: it is {ours} here and {theirs} at the repository. Set the clock of this computer",
                "Uhr: Hier ist es {ours}, beim Repository {theirs}. Stellen Sie die Uhr dieses Computers"
            ),
            "§5.1",
        ),
        tuf::Trouble::TooManyRoots => (
            words!(
                "trop de root.json nouveaux à la fois : ce poste continue la prochaine fois",
                "too many new root.json at once: this machine goes on the next time",
                "zu viele neue root.json auf einmal: Dieser Rechner macht beim nächsten Mal weiter"
            ),
            "§5.3",
        ),
        tuf::Trouble::Missing { file } => (
            words!(
                "{file} manque dans le dépôt",
                "{file} is missing in the repository",
                "{file} fehlt im Repository"
            ),
            "§5.6, §5.7",
        ),
        tuf::Trouble::Disk => (
            words!(
                "ce qui a été reçu ne peut pas être gardé sur le disque",
                "what was received cannot be kept on the disk",
                "das Empfangene lässt sich nicht auf der Platte behalten"
            ),
            "§5.1",
        ),
    }
}

fn unreachable(refused: &Refused) -> Words {
    match &refused.unreached {
        Some(why) => {
            let why = why.words();
            let [fr, en, de] = why.each();
            words!(
                "dépôt injoignable : {fr}",
                "repository out of reach: {en}",
                "Repository nicht erreichbar: {de}"
            )
        }
        None => words!(
            "dépôt injoignable ou en panne",
            "repository out of reach or out of order",
            "Repository nicht erreichbar oder gestört"
        ),
    }
}
