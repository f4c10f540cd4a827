import { example } from "./examples";
import type { Event } from "./generated/Event";
import type { Language } from "./generated/Language";
import type { SessionView } from "./generated/SessionView";
import type { SignInPurpose } from "./generated/SignInPurpose";
import type { Snapshot } from "./generated/Snapshot";
import type { Bridge } from "./index";

/** A host that remembers what it was asked and answers as the real one would, for tests and pictures. */
export type Fake = Bridge & { asked: string[]; snapshotNow: () => Snapshot; change: (event: Event) => void };

const seconds = () => Math.floor(Date.now() / 1000);

export function fake(start: Snapshot): Fake {
  let now = start;
  let changed: (event: Event) => void = () => {};
  /** What a sign-in that is cancelled goes back to. */
  let before: SessionView = { state: "signed_out" };
  const asked: string[] = [];
  const note = async (what: string) => void asked.push(what);

  function change(event: Event) {
    now = { ...now, [event.slice]: event.value };
    changed(event);
  }
  const session = (value: SessionView) => change({ slice: "session", value });
  const needsSignIn = () => !["none", "starting", "signed_in"].includes(now.session.state);
  const named = (app: string) => now.desk.sections.flatMap(({ tiles }) => tiles).find(({ id }) => id === app)?.name ?? app;

  async function startSignIn(purpose: SignInPurpose, opening: string[] = []) {
    const { session: current } = now;
    if (current.state === "signing_in") return session({ ...current, opening: [...current.opening, ...opening] });
    before = current;
    const person = "person" in before ? before.person : null;
    const ends_at = "ends_at" in before ? before.ends_at : null;
    session({ state: "signing_in", purpose, provider: "proconnect.gouv.fr", opened: false, until: seconds() + 300, opening, person, ends_at });
    // The provider is asked.
    await Promise.resolve();
    const after = now.session;
    if (after.state === "signing_in") session({ ...after, opened: true });
  }

  return {
    asked,
    change,
    snapshotNow: () => now,
    snapshot: async () => now,
    listen: async (listener) => void (changed = listener),
    async openTool(app, action, anyway) {
      await note(`open_tool ${app} ${action ?? "-"}${anyway ? " anyway" : ""}`);
      if (!anyway && needsSignIn()) await startSignIn("sign_in", [named(app)]);
    },
    openAddress: (address, anyway) => note(`open_address ${address}${anyway ? " anyway" : ""}`),
    async signIn() {
      await note("sign_in");
      await startSignIn("sign_in");
    },
    reopenSignIn: () => note("reopen_sign_in"),
    async cancelSignIn() {
      await note("cancel_sign_in");
      session(before);
    },
    retry: () => note("retry"),
    async renew() {
      await note("renew");
      await startSignIn("renew");
    },
    async changeOrganisation(siret) {
      await note(`change_organisation ${siret ?? "-"}`);
      session({ state: "signed_out" });
      await startSignIn("change_organisation");
    },
    async signOut(everywhere) {
      await note(everywhere ? "sign_out everywhere" : "sign_out");
      session({ state: "signed_out" });
    },
    reloadWorkspace: () => note("reload_workspace"),
    async dismiss(id) {
      await note(`dismiss ${id}`);
      change({ slice: "notices", value: now.notices.filter((notice) => notice.id !== id) });
    },
    quit: () => note("quit"),
    ready: () => note("ready"),
    hide: () => note("hide"),
  };
}

/** `?state=…&lang=…&theme=…`: every state of the window in an ordinary browser. */
export function fromAddress(search: string): Bridge {
  const query = new URLSearchParams(search);
  const theme = query.get("theme");
  if (theme) force(theme);
  const language = (query.get("lang") ?? "fr") as Language;
  return fake({ ...example(query.get("state") ?? "signed_in", seconds(), language), demo: query.has("demo") });
}

/** Turns the style sheets' own dark rules on or off, whatever the system says. */
function force(theme: string) {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSMediaRule && rule.media.mediaText.includes("prefers-color-scheme")) {
        rule.media.mediaText = theme === "dark" ? "all" : "not all";
      }
    }
  }
  document.documentElement.classList.add(theme);
}
