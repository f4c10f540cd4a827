import { desks } from "./desks";
import type { Code } from "./generated/Code";
import type { DeskView } from "./generated/DeskView";
import type { JoiningView } from "./generated/JoiningView";
import type { Language } from "./generated/Language";
import type { PolicyView } from "./generated/PolicyView";
import type { SettingsView } from "./generated/SettingsView";
import type { WorkspaceChoiceView } from "./generated/WorkspaceChoiceView";
import type { WorkspaceView } from "./generated/WorkspaceView";

/** Where the desk can come from, and what can be decided on a computer, for the fake host. */

/** What differs from a workspace that was laid as a file on a computer that nobody manages. */
type Standing = { desk?: Partial<DeskView>; workspace?: Partial<WorkspaceView>; settings?: Partial<SettingsView> };

export const fingerprint = "abeille navire quartz tulipe marbre olive cabane horizon velours girafe";
const before = "citron fusain merle renard ivoire bateau sapin nuage pivoine tambour";

const DAY = 86_400;

export function workspaces(now: number, language: Language): Record<string, Standing> {
  const say = (fr: string, en: string, de: string) => ({ fr, en, de })[language];
  const host = "parvis.exemple.gouv.fr";
  const managed = "/etc/parvis/policies/managed/prefecture.json";
  const recommended = "/etc/parvis/policies/recommended/prefecture.json";
  const manager = "Préfecture de l’Exemple";
  const policy = (key: string, title: string, value: string | null, more: Partial<PolicyView> = {}): PolicyView => ({
    key,
    title,
    value,
    place: managed,
    recommended: false,
    ...more,
  });
  const policies = [
    policy("workspace_repository", say("Adresse de l’espace de travail", "Address of the workspace", "Adresse des Arbeitsbereichs"), `https://${host}/bureau/`),
    policy("join_address", say("Ajouter un espace par son adresse", "Adding a workspace by its address", "Arbeitsbereich über seine Adresse hinzufügen"), say("non", "no", "nein")),
    policy("client_secret", say("Secret de connexion", "Sign-in secret", "Anmeldegeheimnis"), null),
    policy("theme", say("Apparence", "Appearance", "Darstellung"), say("comme l’ordinateur", "as on the computer", "wie der Rechner"), {
      place: recommended,
      recommended: true,
    }),
  ];
  const laid = { host, fingerprint, origin: "repository", freshness: { state: "current", checked_at: now - 1_620 }, may_join: false } as const;
  const repository: Standing = { desk: { origin: "repository" }, workspace: laid, settings: { manager, policies } };

  const town = { name: "Ville de Sainte-Exemple", host: "bureau.sainte-exemple.fr" };
  const choices: WorkspaceChoiceView[] = [
    { key: "machine", name: manager, origin: "machine", host: null, current: true },
    { key: "joined 1", ...town, origin: "joined", current: false },
  ];
  const choose = (current: string) => choices.map((choice) => ({ ...choice, current: choice.key === current }));

  const late = (code: Code, serious: boolean, days: number | null, detail: string | null = null): Standing => ({
    ...repository,
    workspace: { ...laid, freshness: { state: "late", code, detail, checked_at: days && now - days * DAY, serious } },
  });
  const builtIn = desks(language)["built_in"];
  const waiting = (freshness: WorkspaceView["freshness"]): Standing => ({
    desk: builtIn ?? {},
    workspace: { ...laid, revision: null, name: builtIn?.name ?? "", freshness },
    settings: { manager: "", policies },
  });
  const joining = (joining: JoiningView): Standing => ({ workspace: { joining } });
  const found = { state: "confirm", ...town, fingerprint, replaces: null } as const;

  return {
    repository,
    joined: {
      desk: { name: town.name, origin: "joined" },
      workspace: { ...town, origin: "joined", fingerprint, freshness: { state: "current", checked_at: now - 2 * DAY }, choices: choose("joined 1") },
    },
    choices: { workspace: { choices } },
    late: late("workspace_unreachable", true, 3, `${host}: timed out`),
    late_quiet: late("workspace_unreachable", false, 0.1),
    late_portal: late("workspace_not_there", true, 2, "1.root.json: text/html"),
    late_expired: late("workspace_expired", true, 9, "timestamp: 2026-11-14"),
    late_refused: late("workspace_refused", true, 1, "snapshot 41 < 42"),
    late_clock: late("workspace_clock_wrong", true, 1),
    awaited: waiting({ state: "awaited" }),
    awaited_late: waiting({ state: "late", code: "workspace_unreachable", detail: `${host}: timed out`, checked_at: null, serious: true }),
    locked: {
      ...repository,
      settings: {
        manager,
        policies: [policy("language", say("Langue", "Language", "Sprache"), "Français"), ...policies],
        language: ["fr", "machine_managed"],
        theme: ["dark", "workspace_locked"],
        problems: [
          say(
            `${managed}, langage\u202f: cette clé n’existe pas. Voulez-vous dire language\u202f?`,
            `${managed}, langage: there is no such key. Do you mean language?`,
            `${managed}, langage: Diesen Schlüssel gibt es nicht. Meinen Sie language?`,
          ),
          say(
            `${managed}, theme\u202f: «\u202fsombre\u202f» n’est pas une valeur possible (system, light ou dark).`,
            `${managed}, theme: “sombre” is not a possible value (system, light or dark).`,
            `${managed}, theme: „sombre“ ist kein möglicher Wert (system, light oder dark).`,
          ),
        ],
      },
    },
    chosen: { settings: { language: [language, "agent"], theme: ["light", "agent"] } },
    brand: { desk: { brand: { logo, accent: { light: "#000091", dark: "#7575c3" } } } },
    join_asking: joining({ state: "asking", address: town.host }),
    join_confirm: joining(found),
    join_replaced: joining({ ...found, replaces: before }),
    join_failed: joining({ state: "failed", address: town.host, code: "workspace_not_there", detail: "1.root.json: 404 Not Found" }),
    join_refused: joining({ state: "failed", address: town.host, code: "workspace_refused", detail: "targets: 1 of 2 signatures" }),
  };
}

const logo = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 48"><path d="M6 42h60M12 42V20l24-14 24 14v22M24 42V26M36 42V26M48 42V26" fill="none" stroke="#000091" stroke-width="4" stroke-linejoin="round"/></svg>',
)}`;
