import { example } from "./examples";
import type { Event } from "./generated/Event";
import type { Language } from "./generated/Language";
import type { SessionView } from "./generated/SessionView";
import type { SignInPurpose } from "./generated/SignInPurpose";
import type { SettingsView } from "./generated/SettingsView";
import type { Snapshot } from "./generated/Snapshot";
import type { Theme } from "./generated/Theme";
import type { WorkspaceView } from "./generated/WorkspaceView";
import type { Bridge } from "./index";
import { fingerprint } from "./workspaces";

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
  const workspace = (some: Partial<WorkspaceView>) => change({ slice: "workspace", value: { ...now.workspace, ...some } });
  const settings = (some: Partial<SettingsView>) => change({ slice: "settings", value: { ...now.settings, ...some } });
  const needsSignIn = () => !["none", "starting", "signed_in"].includes(now.session.state);
  const named = (app: string) => now.desk.sections.flatMap(({ tiles }) => tiles).find(({ id }) => id === app)?.name ?? app;

  /** Shows another workspace. */
  function go(key: string | undefined) {
    const choices = now.workspace.choices.map((choice) => ({ ...choice, current: choice.key === key }));
    const to = choices.find(({ current }) => current);
    if (!to) return;
    const { name, origin, host } = to;
    change({ slice: "desk", value: { ...now.desk, name, origin } });
    workspace({ name, origin, host, fingerprint: host && fingerprint, freshness: { state: "local" }, choices });
  }

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
    async checkWorkspace() {
      await note("check_workspace");
      if (now.workspace.host) workspace({ freshness: { state: "current", checked_at: seconds() } });
    },
    async chooseLanguage(choice) {
      await note(`choose_language ${choice ?? "-"}`);
      change({ slice: "language", value: choice === null || choice === "system" ? start.language : choice });
      settings({ language: choice ? [choice, "agent"] : ["system", "built_in"] });
    },
    async chooseTheme(choice) {
      await note(`choose_theme ${choice ?? "-"}`);
      settings({ theme: choice ? [choice, "agent"] : ["system", "built_in"] });
    },
    async joinWorkspace(address) {
      await note(`join_workspace ${address}`);
      workspace({ joining: { state: "asking", address } });
    },
    async confirmJoin() {
      await note("confirm_join");
      const { joining, choices } = now.workspace;
      if (joining?.state !== "confirm") return;
      const { host, name } = joining;
      const choice = { key: `joined ${host}`, name, origin: "joined", host, current: true } as const;
      const others = choices.map((one) => ({ ...one, current: false }));
      change({ slice: "desk", value: { ...now.desk, name, origin: "joined" } });
      workspace({ name, host, origin: "joined", fingerprint: joining.fingerprint, choices: [...others, choice], joining: null });
    },
    async cancelJoin() {
      await note("cancel_join");
      workspace({ joining: null });
    },
    async switchWorkspace(key) {
      await note(`switch_workspace ${key}`);
      go(key);
    },
    async leaveWorkspace(key) {
      await note(`leave_workspace ${key}`);
      const left = now.workspace.choices.find((choice) => choice.key === key);
      workspace({ choices: now.workspace.choices.filter((choice) => choice !== left) });
      if (left?.current) go(now.workspace.choices[0]?.key);
    },
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
  const start = example(query.get("state") ?? "signed_in", seconds(), (query.get("lang") ?? "fr") as Language);
  const theme = query.get("theme") as Theme | null;
  return fake({ ...start, demo: query.has("demo"), settings: theme ? { ...start.settings, theme: [theme, "agent"] } : start.settings });
}
