import { desks } from "./desks";
import type { Code } from "./generated/Code";
import type { Language } from "./generated/Language";
import type { NoticeView } from "./generated/NoticeView";
import type { PersonView } from "./generated/PersonView";
import type { SessionView } from "./generated/SessionView";
import type { SignInPurpose } from "./generated/SignInPurpose";
import type { Snapshot } from "./generated/Snapshot";
import { workspaces } from "./workspaces";

/** The people and moments that the fake host can show, each by its name. */

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
  organisation: "Direction interministérielle de la transformation publique et du numérique de proximité",
  siret: "13002526500013",
};

const hours = (now: number, count: number) => now + Math.round(count * 3600);

type Moment = SessionView["state"] | Exclude<SignInPurpose, "sign_in"> | "preparing" | "ending";

function sessions(now: number, person: PersonView): Record<Moment, SessionView> {
  const signingIn = { state: "signing_in", provider: "proconnect.gouv.fr", opened: true, until: hours(now, 0.1), ends_at: null } as const;
  const signIn: SessionView = { ...signingIn, purpose: "sign_in", opening: ["Docs", "Tchap"], person: null };
  const signedIn = { state: "signed_in", person, ends_at: hours(now, 9.5), ending: false, kept: true } as const;
  return {
    none: { state: "none" },
    starting: { state: "starting" },
    signed_out: { state: "signed_out" },
    preparing: { ...signIn, opened: false },
    signing_in: signIn,
    renew: { ...signingIn, purpose: "renew", opening: [], person, ends_at: now + 12 * 60 },
    step_up: { ...signingIn, purpose: "step_up", opening: ["RH"], person, ends_at: hours(now, 9.5) },
    change_organisation: { ...signingIn, purpose: "change_organisation", opening: [], person: null },
    signed_in: signedIn,
    ending: { ...signedIn, ends_at: now + 12 * 60, ending: true },
    in_doubt: { state: "in_doubt", person, ends_at: hours(now, 9.5), since: hours(now, -0.2), code: "provider_unreachable" },
    expired: { state: "expired", person },
  };
}

const notice = (id: number, code: Code, more: Partial<NoticeView> = {}): NoticeView => ({ id, code, opening: null, detail: null, ...more });

const docs = { app: "docs", name: "Docs", address: null };

/** What comes with a code where that is not a tool and a technical detail. */
const particular: Partial<Record<Code, Partial<NoticeView>>> = {
  level_not_reached: { opening: { app: "rh", name: "RH", address: null }, detail: "eidas1" },
  scopes_refused: { detail: "groups, lasuite_visio" },
  siret_invalid: {},
  sign_in_again: {},
};
/** The codes that somebody who is signed in can be told. */
const signedInAllTheSame: readonly string[] = ["level_not_reached", "scopes_refused", "siret_invalid"];

/** One snapshot by name: a moment of the session, a desk, a workspace, or a notice (`notice:<code>`). */
export function example(name: string, now: number, language: Language = "fr"): Snapshot {
  const all = sessions(now, name === "long" ? longName : camille);
  const code = name.startsWith("notice:") ? (name.slice("notice:".length) as Code) : null;
  const shown = desks(language);
  const standing = workspaces(now, language)[name];
  const builtIn = name === "none" || name === "broken_first" || standing?.desk?.origin === "built_in";
  const signedIn = code === null || code.startsWith("keychain") || signedInAllTheSame.includes(code);
  const session = name in all ? all[name as Moment] : builtIn ? all.none : signedIn ? all.signed_in : all.signed_out;
  const notices = code
    ? [notice(1, code, particular[code] ?? { opening: docs, detail: "invalid_request, port 41951" })]
    : name === "notices"
      ? [notice(1, "keychain_locked"), notice(2, "provider_out_of_order", { opening: docs, detail: "503" })]
      : [];
  const usual = shown[name === "none" ? "built_in" : name] ?? (shown["organisation"] as Snapshot["desk"]);
  const desk = { ...usual, ...standing?.desk };
  return {
    language,
    version: "0.1.0",
    demo: false,
    session,
    desk,
    workspace: {
      id: "fr.gouv.exemple",
      name: desk.name,
      origin: desk.origin,
      revision: desk.origin === "built_in" ? null : 42,
      host: null,
      fingerprint: null,
      freshness: { state: "local" },
      choices: [],
      may_join: true,
      joining: null,
      ...standing?.workspace,
    },
    settings: {
      manager: desk.origin === "machine" ? desk.name : null,
      language: ["system", "built_in"],
      theme: ["system", "built_in"],
      policies: [],
      problems: [],
      ...standing?.settings,
    },
    notices,
  };
}
