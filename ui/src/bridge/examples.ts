import type { Code } from "./generated/Code";
import type { DeskView } from "./generated/DeskView";
import type { NoticeView } from "./generated/NoticeView";
import type { PersonView } from "./generated/PersonView";
import type { SessionView } from "./generated/SessionView";
import type { Snapshot } from "./generated/Snapshot";
import type { TileView } from "./generated/TileView";

/** The desks, people and moments that the fake host can show, each by its name. */

// Small drawings of our own, in the place of the icons that a workspace brings.
const drawings: Record<string, [background: string, strokes: string]> = {
  mail: ["#0659c5", '<rect x="9" y="12" width="22" height="16" rx="3"/><path d="M9.5 14.5L20 22l10.5-7.5"/>'],
  chat: ["#7b3cc1", '<path d="M11 12h18a2 2 0 012 2v10a2 2 0 01-2 2H19l-6 5v-5h-2a2 2 0 01-2-2V14a2 2 0 012-2z"/>'],
  page: ["#2b6b33", '<path d="M13 9h9l6 6v16H13z"/><path d="M22 9v6h6M17 21h7M17 25.5h7"/>'],
  video: ["#97480c", '<rect x="8" y="13" width="15" height="14" rx="3"/><path d="M23 18.5l8-4.5v12l-8-4.5"/>'],
  folder: ["#20467f", '<path d="M9 13a2 2 0 012-2h5l3 3h10a2 2 0 012 2v11a2 2 0 01-2 2H11a2 2 0 01-2-2z"/>'],
  table: ["#755b0a", '<rect x="10" y="10" width="20" height="20" rx="3"/><path d="M10 17h20M17 10v20"/>'],
};

function icon(name: keyof typeof drawings): string {
  const [background, strokes] = drawings[name] ?? ["#505356", ""];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="11" fill="${background}"/><g fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${strokes}</g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function tile(id: string, name: string, purpose: string | null, color: number, more: Partial<TileView> = {}): TileView {
  const letters = name.split(/\s+/).map((word) => word[0]).join("").slice(0, 2).toUpperCase();
  return { id, name, purpose, color, keywords: [], host: `${id}.exemple.gouv.fr`, icon: null, initials: letters, actions: [], ...more };
}

const everyday = [
  tile("messagerie", "Messagerie", "Courriel de l’État", 0, { icon: icon("mail"), keywords: ["mail", "courrier"], actions: [{ id: "new", name: "Nouveau message" }] }),
  tile("tchap", "Tchap", "Discuter à plusieurs", 1, { icon: icon("chat"), keywords: ["messages", "salon"] }),
  tile("docs", "Docs", "Écrire à plusieurs", 2, { icon: icon("page"), keywords: ["note", "texte"], actions: [{ id: "new", name: "Nouveau document" }, { id: "shared", name: "Partagés avec moi" }] }),
  tile("visio", "Visio", "Se réunir à distance", 3, { icon: icon("video"), keywords: ["réunion", "appel"], actions: [{ id: "new", name: "Nouvelle réunion" }] }),
  tile("fichiers", "Fichiers", "Ranger et partager", 6, { icon: icon("folder"), keywords: ["drive", "dossier"] }),
  tile("grist", "Grist", "Tableurs partagés", 7, { icon: icon("table") }),
];
const service = [
  tile("rh", "RH Préfecture", "Congés et missions", 5),
  tile("rdv", "RDV Service Public", "Rendez-vous des usagers", 4),
  tile("transfert", "France Transfert", "Gros fichiers", 10),
  tile("assistant", "Assistant", "Résumer, reformuler", 11, { initials: "A" }),
  tile("annuaire", "Annuaire", "Trouver un collègue", 8, { initials: "A" }),
];

const organisation: DeskView = {
  name: "Préfecture de l’Exemple",
  origin: "machine",
  sections: [
    { id: "everyday", name: "Tous les jours", tiles: everyday },
    { id: "service", name: "Mon service", tiles: service },
  ],
  problem: null,
};

export const desks: Record<string, DeskView> = {
  organisation,
  built_in: { ...organisation, name: "La Suite numérique", origin: "built_in", sections: [{ id: "suite", name: "La Suite", tiles: everyday }] },
  empty: { ...organisation, sections: [] },
  broken: {
    ...organisation,
    problem: {
      code: "workspace_invalid",
      file: "/etc/parvis/workspace.json",
      problems: [
        "apps[3].url: the host “visio.exemple.fr” is not in `hosts`",
        "apps[5].sso.kind: unknown value “lassuite”, expected one of lasuite, initiate_login, link, native",
        "identity.issuer: must start with https://",
      ],
    },
  },
  long: {
    ...organisation,
    name: "Direction interministérielle de la transformation publique et du numérique de proximité",
    sections: [
      {
        id: "long",
        name: "Démarches, instructions et accompagnement des collectivités territoriales d’outre-mer",
        tiles: [
          tile("a", "Gestion électronique des courriers parlementaires", "Suivre les questions écrites et orales, préparer les réponses et les faire valider", 1, { actions: [{ id: "new", name: "Enregistrer une nouvelle question au Gouvernement" }] }),
          tile("b", "Rechtsinformationssystem", "Verwaltungsvorschriftenverzeichnis durchsuchen", 4),
          tile("c", "Anticonstitutionnellement", null, 5, { initials: "A" }),
          tile("d", "X", "Y", 9),
        ],
      },
      ...organisation.sections,
    ],
  },
  many: {
    ...organisation,
    sections: ["Tous les jours", "Mon service", "Ressources", "Projets", "Archives"].map((name, section) => ({
      id: `s${section}`,
      name,
      tiles: Array.from({ length: 12 }, (_, index) => {
        const from = [...everyday, ...service][(index + section * 5) % 11] ?? tile("x", "X", null, 0);
        return { ...from, id: `t${section}-${index}`, icon: section === 0 ? from.icon : null, color: (index + section * 5) % 12 };
      }),
    })),
  },
};

const camille: PersonView = {
  given_name: "Camille",
  name: "Camille Durand",
  initials: "CD",
  organisation: "Préfecture de l’Exemple",
  siret: "13002526500013",
};
const longName: PersonView = {
  given_name: "Marie-Bénédicte",
  name: "Marie-Bénédicte de Saint-Exupéry-Vandenbroucke",
  initials: "MV",
  organisation: desks["long"]?.name ?? null,
  siret: "13002526500013",
};

const hours = (now: number, count: number) => now + Math.round(count * 3600);

function sessions(now: number, person: PersonView): Record<SessionView["state"], SessionView> {
  return {
    none: { state: "none" },
    starting: { state: "starting" },
    signed_out: { state: "signed_out" },
    signing_in: { state: "signing_in", provider: "proconnect.gouv.fr", until: hours(now, 0.1), opening: ["Docs", "Tchap"], person: null },
    signed_in: { state: "signed_in", person, ends_at: hours(now, 9.5), kept: true },
    in_doubt: { state: "in_doubt", person, ends_at: hours(now, 9.5), since: hours(now, -0.2), code: "provider_unreachable" },
    expired: { state: "expired", person },
  };
}

const notice = (id: number, code: Code, more: Partial<NoticeView> = {}): NoticeView => ({ id, code, opening: null, detail: null, ...more });

/** One snapshot by name: a session state, a desk, or a notice (`notice:<code>`). */
export function example(name: string, now: number): Snapshot {
  const person = name === "long" ? longName : camille;
  const all = sessions(now, person);
  const code = name.startsWith("notice:") ? (name.slice("notice:".length) as Code) : null;
  const built = name === "none";
  const session = Object.values(all).find(({ state }) => state === name) ?? (code && !code.startsWith("keychain") ? all.signed_out : all.signed_in);
  const notices = code
    ? [notice(1, code, { opening: { app: "docs", name: "Docs", address: null }, detail: "invalid_request, port 41951" })]
    : name === "notices"
      ? [notice(1, "keychain_locked"), notice(2, "provider_out_of_order", { opening: { app: "docs", name: "Docs", address: null }, detail: "503" })]
      : [];
  return {
    language: "fr",
    version: "0.1.0",
    demo: false,
    session,
    desk: desks[built ? "built_in" : name] ?? organisation,
    notices,
  };
}
