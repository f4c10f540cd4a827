import type { DeskView } from "./generated/DeskView";
import type { Language } from "./generated/Language";
import type { SectionView } from "./generated/SectionView";
import type { TileView } from "./generated/TileView";

/** The desks that the fake host can show. */

/** A text as a workspace brings it: one for every language, or French, English and German. */
type Text = string | [fr: string, en: string, de: string];

// Small drawings of our own, in the place of the icons that a workspace brings.
const drawings = {
  mail: ["#0659c5", '<rect x="9" y="12" width="22" height="16" rx="3"/><path d="M9.5 14.5L20 22l10.5-7.5"/>'],
  chat: ["#7b3cc1", '<path d="M11 12h18a2 2 0 012 2v10a2 2 0 01-2 2H19l-6 5v-5h-2a2 2 0 01-2-2V14a2 2 0 012-2z"/>'],
  page: ["#2b6b33", '<path d="M13 9h9l6 6v16H13z"/><path d="M22 9v6h6M17 21h7M17 25.5h7"/>'],
  video: ["#97480c", '<rect x="8" y="13" width="15" height="14" rx="3"/><path d="M23 18.5l8-4.5v12l-8-4.5"/>'],
  folder: ["#20467f", '<path d="M9 13a2 2 0 012-2h5l3 3h10a2 2 0 012 2v11a2 2 0 01-2 2H11a2 2 0 01-2-2z"/>'],
  table: ["#755b0a", '<rect x="10" y="10" width="20" height="20" rx="3"/><path d="M10 17h20M17 10v20"/>'],
} satisfies Record<string, [background: string, strokes: string]>;

function icon(name: keyof typeof drawings): string {
  const [background, strokes] = drawings[name];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="11" fill="${background}"/><g fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${strokes}</g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** The first letters of the first and the last word, as the host makes them. */
function initials(name: string): string {
  const letters = name.split(/[ .-]/).flatMap((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? []);
  return [letters[0], ...letters.slice(1).slice(-1)].join("").toUpperCase();
}

/** The colour of an id, as the host chooses it (FNV-1a). */
function color(id: string): number {
  const bytes = new TextEncoder().encode(id);
  const hash = bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5);
  return (hash >>> 8) % 12;
}

const languages: Language[] = ["fr", "en", "de"];

/** Every desk in one language, by its name. */
export function desks(language: Language): Record<string, DeskView> {
  const at = languages.indexOf(language);
  const say = (text: Text): string => (typeof text === "string" ? text : (text[at] ?? text[0]));

  function tile(id: string, called: Text, purpose: Text | null, host: string, more: Partial<TileView> = {}): TileView {
    const name = say(called);
    const letters = { initials: initials(name), color: color(id) };
    return { id, name, purpose: purpose && say(purpose), keywords: [], host, icon: null, actions: [], ...letters, ...more };
  }
  const ours = (id: string, name: Text, purpose: Text, more: Partial<TileView> = {}) =>
    tile(id, name, purpose, `${id}.exemple.gouv.fr`, more);
  const action = (id: string, name: Text) => ({ id, name: say(name) });
  const section = (id: string, name: Text, tiles: TileView[]): SectionView => ({ id, name: say(name), tiles });
  const desk = (name: string, origin: DeskView["origin"], sections: SectionView[]): DeskView => ({
    name,
    origin,
    brand: { logo: null, accent: null },
    sections,
    problem: null,
  });

  const everyday = [
    ours("messagerie", ["Messagerie", "E-mail", "E-Mail"], ["Courriel de l’État", "The State’s e-mail", "E-Mail des Staates"], {
      icon: icon("mail"),
      keywords: ["mail", "courrier"],
      actions: [action("new", ["Nouveau message", "New message", "Neue Nachricht"])],
    }),
    ours("tchap", "Tchap", ["Discuter à plusieurs", "Chat with colleagues", "Mit anderen chatten"], { icon: icon("chat"), keywords: ["messages", "salon"] }),
    ours("docs", "Docs", ["Écrire à plusieurs", "Write together", "Gemeinsam schreiben"], {
      icon: icon("page"),
      keywords: ["note", "texte"],
      actions: [
        action("new", ["Nouveau document", "New document", "Neues Dokument"]),
        action("shared", ["Partagés avec moi", "Shared with me", "Mit mir geteilt"]),
      ],
    }),
    ours("visio", "Visio", ["Se réunir à distance", "Meet online", "Online-Besprechungen"], {
      icon: icon("video"),
      keywords: ["réunion", "appel"],
      actions: [action("new", ["Nouvelle réunion", "New meeting", "Neue Besprechung"])],
    }),
    ours("fichiers", ["Fichiers", "Files", "Dateien"], ["Ranger et partager", "Store and share", "Ablegen und teilen"], { icon: icon("folder"), keywords: ["drive", "dossier"] }),
    ours("grist", "Grist", ["Tableurs partagés", "Shared spreadsheets", "Gemeinsame Tabellen"], { icon: icon("table") }),
  ];
  const service = [
    ours("rh", ["RH Préfecture", "HR", "Personal"], ["Congés et missions", "Leave and travel", "Urlaub und Dienstreisen"]),
    ours("rdv", "RDV Service Public", ["Rendez-vous des usagers", "Appointments with the public", "Termine mit Bürgern"]),
    ours("transfert", "France Transfert", ["Envoyer de gros fichiers", "Send large files", "Große Dateien senden"]),
    ours("assistant", ["Assistant", "Assistant", "Assistent"], ["Résumer, reformuler", "Summarise, rephrase", "Zusammenfassen, umformulieren"]),
    ours("annuaire", ["Annuaire", "Directory", "Verzeichnis"], ["Trouver un collègue", "Find a colleague", "Kontakte finden"]),
  ];
  const organisation = desk("Préfecture de l’Exemple", "machine", [
    section("everyday", ["Tous les jours", "Every day", "Jeden Tag"], everyday),
    section("service", ["Mon service", "My department", "Meine Abteilung"], service),
  ]);

  // As in src-tauri/core/src/workspace/builtin.rs.
  const builtIn = desk("La Suite numérique", "built_in", [
    section("everyday", ["Tous les jours", "Every day", "Jeden Tag"], [
      tile("tchap", "Tchap", ["Discuter à plusieurs", "Chat with colleagues", "Mit anderen chatten"], "www.tchap.gouv.fr"),
      tile("docs", "Docs", ["Écrire à plusieurs", "Write together", "Gemeinsam schreiben"], "docs.numerique.gouv.fr"),
      tile("visio", "Visio", ["Se réunir à distance", "Meet online", "Online-Besprechungen"], "visio.numerique.gouv.fr"),
      tile("fichiers", "Fichiers", ["Ranger et partager", "Store and share files", "Dateien ablegen und teilen"], "fichiers.numerique.gouv.fr"),
      tile("grist", "Tableur collaboratif (Grist)", ["Tableurs partagés", "Shared spreadsheets", "Gemeinsame Tabellen"], "grist.numerique.gouv.fr"),
    ]),
    section("share", ["Partager", "Share", "Teilen"], [
      tile("france-transfert", "France Transfert", ["Envoyer de gros fichiers", "Send large files", "Große Dateien senden"], "francetransfert.numerique.gouv.fr"),
      tile("resana", "Resana", ["Espaces de travail partagés", "Shared workspaces", "Gemeinsame Arbeitsräume"], "resana.numerique.gouv.fr"),
    ]),
    section("public", ["Avec le public", "With the public", "Mit Bürgern"], [
      tile("rdv", "RDV Service Public", ["Rendez-vous des usagers", "Appointments with the public", "Termine mit Bürgern"], "rdv.anct.gouv.fr"),
      tile("demarches", "Démarche", ["Démarches en ligne", "Online procedures", "Online-Verfahren"], "demarche.numerique.gouv.fr"),
    ]),
  ]);

  const file = "/etc/parvis/workspace.json";
  return {
    organisation,
    built_in: builtIn,
    empty: { ...organisation, sections: [] },
    broken: {
      ...organisation,
      problem: {
        code: "workspace_invalid",
        file,
        problems: [
          'hosts[2]: "*.gouv.fr" puts a wildcard over a public suffix, where anybody can register a name',
          'identity.issuer: "http://auth.exemple.gouv.fr" is not an https address',
          'apps[3].url: "https://visio.exemple.fr/" is on a host that "hosts" does not list',
        ],
      },
    },
    broken_first: {
      ...builtIn,
      problem: { code: "workspace_unsafe", file, problems: [`${file} can be written by others than its owner`] },
    },
    long: {
      ...organisation,
      name: "Direction interministérielle de la transformation publique et du numérique de proximité",
      sections: [
        section("long", "Démarches, instructions et accompagnement des collectivités territoriales d’outre-mer", [
          ours(
            "a",
            "Gestion électronique des courriers parlementaires",
            "Suivre les questions écrites et orales, préparer les réponses et les faire valider",
            { actions: [action("new", "Enregistrer une nouvelle question au Gouvernement")] },
          ),
          ours("b", "Rechtsinformationssystem", "Verwaltungsvorschriftenverzeichnis durchsuchen"),
          tile("c", "Anticonstitutionnellement", null, "c.exemple.gouv.fr"),
          ours("d", "X", "Y"),
        ]),
        ...organisation.sections,
      ],
    },
    many: {
      ...organisation,
      sections: ["Tous les jours", "Mon service", "Ressources", "Projets", "Archives"].map((name, row) => {
        const all = [...everyday, ...service];
        const tiles = Array.from({ length: 12 }, (_, index) => {
          const from = all[(index + row * 5) % all.length] as TileView;
          return { ...from, id: `t${row}-${index}`, icon: row === 0 ? from.icon : null, color: (index + row * 5) % 12 };
        });
        return section(`s${row}`, name, tiles);
      }),
    },
  };
}
