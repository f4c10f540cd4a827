//! The keys, in the order in which they are explained. A new one is one entry here; one that the agent has a say in
//! also gets its type in [`crate::settings`], and its place in the workspace in
//! [`format::Settings`](crate::workspace::format::Settings).

use super::{Choice, Key, Kind, Said, Scope};

/// Every key.
pub const KEYS: &[Key] = &[
    Key {
        name: "workspace",
        kind: Kind::File,
        scope: Scope::Machine,
        built_in: None,
        example: &["{folder}workspace.json"],
        since: "0.1.0",
        title: said("Fichier de l’espace de travail", "Workspace file", "Datei des Arbeitsbereichs"),
        explanation: said(
            "Chemin absolu du fichier qui décrit les outils de l’organisation. Le fichier, et chaque dossier au-dessus, \
             ne doivent être modifiables que par un administrateur ; sous Windows, il se trouve dans Program Files. \
             S’il est donné, « workspace_repository » ne compte pas.",
            "The absolute path of the file that describes the organisation’s tools. Only an administrator may be able \
             to write the file and every folder above it; on Windows it lies under Program Files. Where it is given, \
             “workspace_repository” does not count.",
            "Der absolute Pfad der Datei, die die Werkzeuge der Organisation beschreibt. Nur die Administration darf \
             die Datei und jeden Ordner darüber ändern können; unter Windows liegt sie unter Program Files. Ist er \
             angegeben, zählt „workspace_repository“ nicht.",
        ),
    },
    Key {
        name: "workspace_repository",
        kind: Kind::Address,
        scope: Scope::Machine,
        built_in: None,
        example: &["https://parvis.exemple.gouv.fr/depot/"],
        since: "0.1.0",
        title: said(
            "Adresse du dépôt de l’espace de travail",
            "Address of the workspace’s repository",
            "Adresse des Repositorys des Arbeitsbereichs",
        ),
        explanation: said(
            "Adresse https d’un dépôt TUF où l’organisation publie son espace de travail. Va avec « workspace_root ».",
            "The https address of a TUF repository where the organisation publishes its workspace. Goes with \
             “workspace_root”.",
            "Die https-Adresse eines TUF-Repositorys, in dem die Organisation ihren Arbeitsbereich veröffentlicht. \
             Gehört zu „workspace_root“.",
        ),
    },
    Key {
        name: "workspace_root",
        kind: Kind::File,
        scope: Scope::Machine,
        built_in: None,
        example: &["{folder}root.json"],
        since: "0.1.0",
        title: said(
            "Clés de départ du dépôt",
            "First keys of the repository",
            "Erste Schlüssel des Repositorys",
        ),
        explanation: said(
            "Chemin absolu du premier root.json du dépôt TUF : les clés auxquelles ce poste fait confiance. Va avec \
             « workspace_repository ».",
            "The absolute path of the TUF repository’s first root.json: the keys that this machine trusts. Goes with \
             “workspace_repository”.",
            "Der absolute Pfad der ersten root.json des TUF-Repositorys: die Schlüssel, denen dieser Rechner \
             vertraut. Gehört zu „workspace_repository“.",
        ),
    },
    Key {
        name: "workspace_check_hours",
        kind: Kind::Number { least: 1, most: 168 },
        scope: Scope::Machine,
        built_in: Some("4"),
        example: &["4"],
        since: "0.1.0",
        title: said(
            "Heures entre deux vérifications du dépôt",
            "Hours between two checks of the repository",
            "Stunden zwischen zwei Prüfungen des Repositorys",
        ),
        explanation: said(
            "Tous les combien d’heures Parvis demande au dépôt si l’espace de travail a changé, de 1 à 168. Chaque \
             poste s’écarte un peu de cette durée, pour que tous ne demandent pas en même temps.",
            "How often Parvis asks the repository whether the workspace has changed, from 1 to 168 hours. Each machine \
             departs from it a little, so that not all ask at once.",
            "Wie oft Parvis beim Repository nachfragt, ob sich der Arbeitsbereich geändert hat, von 1 bis 168 Stunden. \
             Jeder Rechner weicht etwas davon ab, damit nicht alle zugleich fragen.",
        ),
    },
    Key {
        name: "join_address",
        kind: Kind::Switch,
        scope: Scope::Machine,
        built_in: Some("true"),
        example: &["false"],
        since: "0.1.0",
        title: said(
            "Rejoindre un espace de travail par son adresse",
            "Joining a workspace by its address",
            "Einem Arbeitsbereich über seine Adresse beitreten",
        ),
        explanation: said(
            "Si les agents peuvent rejoindre un espace de travail en saisissant son adresse. Parvis le montre alors \
             comme non vérifié par le service informatique.",
            "Whether agents may join a workspace by typing its address. Parvis then shows it as not verified by the IT \
             department.",
            "Ob Beschäftigte einem Arbeitsbereich beitreten dürfen, indem sie seine Adresse eingeben. Parvis zeigt ihn \
             dann als nicht von der IT-Abteilung geprüft.",
        ),
    },
    Key {
        name: "proxy",
        kind: Kind::Proxy,
        scope: Scope::Machine,
        built_in: Some("system"),
        example: &["http://proxy.exemple.gouv.fr:3128"],
        since: "0.1.0",
        title: said("Serveur mandataire (proxy)", "Proxy", "Proxy"),
        explanation: said(
            "« system » : celui de l’ordinateur ; « none » : aucun ; ou une adresse en http://, https:// ou \
             socks5://, sans nom ni mot de passe. Un script de configuration automatique (PAC) n’est pas lu : indiquez \
             ici l’adresse.",
            "“system”: the computer’s; “none”: no proxy; or an address that begins with http://, https:// or \
             socks5://, without a name or password. An automatic configuration script (PAC) is not read: give the \
             address here.",
            "„system“: der des Computers; „none“: keiner; oder eine Adresse mit http://, https:// oder socks5://, ohne \
             Namen und Passwort. Ein Skript zur automatischen Konfiguration (PAC) wird nicht gelesen: geben Sie hier \
             die Adresse an.",
        ),
    },
    Key {
        name: "ca",
        kind: Kind::Files,
        scope: Scope::Machine,
        built_in: None,
        example: &["{folder}ca.pem"],
        since: "0.1.0",
        title: said(
            "Autorités de certification supplémentaires",
            "Additional certificate authorities",
            "Zusätzliche Zertifizierungsstellen",
        ),
        explanation: said(
            "Chemins absolus de fichiers PEM. Leurs certificats s’ajoutent à ceux du système. Seul un administrateur \
             doit pouvoir modifier ces fichiers.",
            "The absolute paths of PEM files. Their certificates are added to the system’s own. Only an administrator \
             may be able to write these files.",
            "Absolute Pfade von PEM-Dateien. Ihre Zertifikate kommen zu denen des Systems hinzu. Nur die \
             Administration darf diese Dateien ändern können.",
        ),
    },
    Key {
        name: "client_secret",
        kind: Kind::Secret,
        scope: Scope::Machine,
        built_in: None,
        example: &["…"],
        since: "0.1.0",
        title: said("Secret du client", "Client secret", "Client-Geheimnis"),
        explanation: said(
            "Le secret que le fournisseur d’identité a donné, quand l’espace de travail le demande (« client » : \
             « secret »). Tous les agents de ce poste peuvent le lire : il n’est pas un secret pour eux.",
            "The secret that the identity provider gave, where the workspace asks for one (“client”: “secret”). Every \
             agent of this machine can read it: towards them it is no secret.",
            "Das Geheimnis, das der Identitätsanbieter vergeben hat, wenn der Arbeitsbereich eines verlangt („client“: \
             „secret“). Alle Beschäftigten an diesem Rechner können es lesen: für sie ist es kein Geheimnis.",
        ),
    },
    Key {
        name: "language",
        kind: Kind::Choice(&[
            Choice {
                value: "system",
                name: said("Celle de l’ordinateur", "The computer’s", "Die des Computers"),
            },
            Choice { value: "fr", name: said("Français", "French", "Französisch") },
            Choice { value: "en", name: said("Anglais", "English", "Englisch") },
            Choice { value: "de", name: said("Allemand", "German", "Deutsch") },
        ]),
        scope: Scope::Shared,
        built_in: Some("system"),
        example: &["fr"],
        since: "0.1.0",
        title: said("Langue", "Language", "Sprache"),
        explanation: said(
            "La langue que parle Parvis.",
            "The language that Parvis speaks.",
            "Die Sprache, die Parvis spricht.",
        ),
    },
    Key {
        name: "theme",
        kind: Kind::Choice(&[
            Choice {
                value: "system",
                name: said("Comme le bureau de l’ordinateur", "As the computer’s desktop", "Wie der Desktop"),
            },
            Choice { value: "light", name: said("Clair", "Light", "Hell") },
            Choice { value: "dark", name: said("Sombre", "Dark", "Dunkel") },
        ]),
        scope: Scope::Shared,
        built_in: Some("system"),
        example: &["light"],
        since: "0.1.0",
        title: said("Apparence", "Appearance", "Darstellung"),
        explanation: said(
            "Si Parvis est clair ou sombre.",
            "Whether Parvis is light or dark.",
            "Ob Parvis hell oder dunkel ist.",
        ),
    },
];

const fn said(fr: &'static str, en: &'static str, de: &'static str) -> Said {
    Said { fr, en, de }
}
