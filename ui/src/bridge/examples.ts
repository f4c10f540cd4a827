import { desks } from "./desks";
import type { Code } from "./generated/Code";
import type { Language } from "./generated/Language";
import type { NoticeView } from "./generated/NoticeView";
import type { PersonView } from "./generated/PersonView";
import type { SessionView } from "./generated/SessionView";
import type { Snapshot } from "./generated/Snapshot";

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

function sessions(now: number, person: PersonView): Record<SessionView["state"], SessionView> {
  return {
    none: { state: "none" },
    starting: { state: "starting" },
    signed_out: { state: "signed_out" },
    signing_in: {
      state: "signing_in",
      purpose: "sign_in",
      provider: "proconnect.gouv.fr",
      opened: true,
      until: hours(now, 0.1),
      opening: ["Docs", "Tchap"],
      person: null,
    },
    signed_in: { state: "signed_in", person, ends_at: hours(now, 9.5), ending: false, kept: true },
    in_doubt: { state: "in_doubt", person, ends_at: hours(now, 9.5), since: hours(now, -0.2), code: "provider_unreachable" },
    expired: { state: "expired", person },
  };
}

const notice = (id: number, code: Code, more: Partial<NoticeView> = {}): NoticeView => ({ id, code, opening: null, detail: null, ...more });

/** One snapshot by name: a session state, a desk, or a notice (`notice:<code>`). */
export function example(name: string, now: number, language: Language = "fr"): Snapshot {
  const person = name === "long" ? longName : camille;
  const all = sessions(now, person);
  const code = name.startsWith("notice:") ? (name.slice("notice:".length) as Code) : null;
  const builtIn = name === "none" || name === "broken_first";
  const preparing = name === "preparing" && { ...all.signing_in, opened: false };
  const named = Object.values(all).find(({ state }) => state === name);
  const kept = code === null || code.startsWith("keychain");
  const session = preparing || (named ?? (builtIn ? all.none : kept ? all.signed_in : all.signed_out));
  const docs = { app: "docs", name: "Docs", address: null };
  const notices = code
    ? [notice(1, code, { opening: docs, detail: "invalid_request, port 41951" })]
    : name === "notices"
      ? [notice(1, "keychain_locked"), notice(2, "provider_out_of_order", { opening: docs, detail: "503" })]
      : [];
  const shown = desks(language);
  return {
    language,
    version: "0.1.0",
    demo: false,
    session,
    desk: shown[name === "none" ? "built_in" : name] ?? (shown["organisation"] as Snapshot["desk"]),
    notices,
  };
}
