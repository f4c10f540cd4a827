import { cleanup, fireEvent, render, screen, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import App from "./App.svelte";
import { example } from "./bridge/examples";
import { type Fake, fake } from "./bridge/fake";
import type { Code } from "./bridge/generated/Code";
import { follow } from "./state.svelte";
import { languages } from "./text";

const { fr } = languages;
let host: Fake;

/** The window over one moment of the fake host. */
async function show(state: string) {
  host = fake(example(state, Math.floor(Date.now() / 1000)));
  render(App, { bridge: host, store: await follow(host) });
  await settle();
}

const settle = async () => {
  for (let turn = 0; turn < 3; turn++) await tick();
};

/** A key where the focus is, as the keyboard would send it. */
async function press(key: string, more: KeyboardEventInit = {}) {
  const target = document.activeElement ?? document.body;
  const goesOn = await fireEvent.keyDown(target, { key, ...more });
  if (key === "Enter" && goesOn && target instanceof HTMLButtonElement) await fireEvent.click(target);
  await settle();
}

const field = () => screen.getByRole<HTMLInputElement>("textbox");
const type = async (text: string) => {
  await fireEvent.input(field(), { target: { value: text } });
  await settle();
};
const focused = () => document.activeElement?.textContent?.replace(/\s+/g, " ").trim();
const click = async (name: string) => {
  await fireEvent.click(screen.getByRole("button", { name }));
  await settle();
};

const openMenu = async () => {
  const opener = document.querySelector("header .person button");
  await fireEvent.click(opener as HTMLElement);
  await settle();
};

afterEach(cleanup);

beforeEach(() => {
  vi.spyOn(performance, "now").mockReturnValue(0);
});

describe("by keyboard alone", () => {
  test("a letter typed anywhere goes to the field, Enter opens the first match", async () => {
    await show("signed_in");
    await press("r");
    expect(document.activeElement).toBe(field());
    await type("reunion");
    expect(screen.getByRole("list").children).toHaveLength(1);
    expect(document.body.textContent).toContain(`${fr.filter.found(1)}. ${fr.filter.firstOpens("Visio")}`);
    await press("Enter");
    expect(host.asked).toEqual(["open_tool visio -"]);
  });

  test.each([["k", { ctrlKey: true }], ["/", {}]])("%s goes to the field", async (key, more) => {
    await show("signed_in");
    await press("ArrowDown");
    await press(key, more);
    expect(document.activeElement).toBe(field());
  });

  test("Escape clears the text, and then does nothing: it never puts the window away", async () => {
    await show("signed_in");
    field().focus();
    await type("zzz");
    expect(screen.getByRole("heading", { level: 2 }).textContent).toBe(fr.filter.none("zzz"));
    await press("Escape");
    expect(field().value).toBe("");
    await press("Escape");
    expect(host.asked).toEqual([]);
  });

  test("Ctrl+W puts the window away", async () => {
    await show("signed_in");
    await press("w", { ctrlKey: true });
    expect(host.asked).toEqual(["hide"]);
  });

  test("arrows go from the field to the tiles, Home and End to their ends, and Tab reaches one tile only", async () => {
    await show("signed_in");
    field().focus();
    await press("ArrowDown");
    expect(focused()).toContain("Messagerie");
    await press("ArrowRight");
    expect(focused()).toContain("Tchap");
    await press("End");
    expect(focused()).toContain("Annuaire");
    expect([...document.querySelectorAll("[data-tile]")].filter((tile) => (tile as HTMLElement).tabIndex === 0)).toHaveLength(1);
    await press("Home");
    await press("ArrowUp");
    expect(document.activeElement).toBe(field());
  });

  test("Shift+Enter opens the actions of a tile; one is chosen; the focus comes back to the tile", async () => {
    await show("signed_in");
    await press("ArrowDown");
    await press("Enter", { shiftKey: true });
    expect(screen.getByRole("menu")).toBeTruthy();
    expect(focused()).toBe(fr.desk.openPlain("Messagerie"));
    await press("ArrowDown");
    await press("Enter");
    expect(host.asked).toEqual(["open_tool messagerie new"]);
    expect(screen.queryByRole("menu")).toBeNull();
    expect(focused()).toContain("Messagerie");
  });

  test("Escape closes a menu and gives the focus back", async () => {
    await show("signed_in");
    const person = screen.getByRole("button", { name: /Camille Durand/ });
    person.focus();
    await press("Enter");
    expect(focused()).toBe(fr.menu.signOut);
    await press("End");
    expect(focused()).toBe(fr.menu.quit);
    await press("Escape");
    expect(document.activeElement).toBe(person);
  });
});

describe("opening", () => {
  test("a double click opens once; a second later it opens again", async () => {
    await show("signed_in");
    const docs = screen.getByRole("button", { name: /^Docs/ });
    await fireEvent.click(docs);
    await fireEvent.click(docs);
    expect(host.asked).toEqual(["open_tool docs -"]);
    expect(document.body.textContent).toContain(fr.desk.openingNow("Docs"));
    vi.mocked(performance.now).mockReturnValue(1_001);
    await fireEvent.click(docs);
    expect(host.asked).toHaveLength(2);
  });

  test("an address that is pasted has its own row", async () => {
    await show("signed_in");
    field().focus();
    await type("https://docs.exemple.gouv.fr/docs/1/");
    expect(screen.getByRole("button", { name: new RegExp(fr.filter.address) })).toBeTruthy();
    await press("Enter");
    expect(host.asked).toEqual(["open_address https://docs.exemple.gouv.fr/docs/1/"]);
  });
});

describe("the session", () => {
  test("signing in goes to the panel, which can open the page again and cancel; the focus is never lost", async () => {
    await show("signed_out");
    screen.getByRole("button", { name: fr.session.signIn }).focus();
    await click(fr.session.signIn);
    expect((document.activeElement as HTMLElement).className).toContain("panel");
    expect(document.body.textContent).toContain(fr.session.panelText("proconnect.gouv.fr"));
    await click(fr.session.reopen);
    screen.getByRole("button", { name: fr.session.cancel }).focus();
    await click(fr.session.cancel);
    expect(host.asked).toEqual(["sign_in", "reopen_sign_in", "cancel_sign_in"]);
    expect(document.activeElement).toBe(field());
  });

  test("a tool chosen while signed out is what opens after", async () => {
    await show("signed_out");
    await fireEvent.click(screen.getByRole("button", { name: /^Docs/ }));
    await settle();
    expect(document.body.textContent).toContain(fr.session.panelNext(["Docs"]));
    expect(document.body.textContent).not.toContain(fr.desk.openingNow("Docs"));
  });

  test("while the provider is being asked, there is no page to speak of, and only cancelling", async () => {
    await show("preparing");
    expect(screen.getByRole("heading", { name: fr.session.preparing })).toBeTruthy();
    expect(document.body.textContent).not.toContain(fr.session.panel);
    expect(screen.queryByRole("button", { name: fr.session.reopen })).toBeNull();
    await click(fr.session.cancel);
    expect(host.asked).toEqual(["cancel_sign_in"]);
  });

  test("once the page is open, the panel says so without taking the focus from its button", async () => {
    await show("preparing");
    const cancel = screen.getByRole("button", { name: fr.session.cancel });
    cancel.focus();
    host.change({ slice: "session", value: example("signing_in", 0).session });
    await settle();
    expect(screen.getByRole("heading", { name: fr.session.panel })).toBeTruthy();
    expect(document.activeElement).toBe(cancel);
  });

  test.each(["signed_out", "expired", "in_doubt", "signing_in"])("%s: nothing claims that a tool opens, not even after a failure", async (state) => {
    await show(state);
    await fireEvent.click(screen.getByRole("button", { name: /^Docs/ }));
    expect(document.body.textContent).not.toContain(fr.desk.openingNow("Docs"));
    await settle();
    host.change({ slice: "session", value: { state: "signed_out" } });
    await settle();
    expect(document.body.textContent).not.toContain(fr.desk.openingNow("Docs"));
  });

  test("a tool that was on its way is no longer said to open once a sign-in comes first", async () => {
    await show("starting");
    await fireEvent.click(screen.getByRole("button", { name: /^Docs/ }));
    expect(document.body.textContent).toContain(fr.desk.openingNow("Docs"));
    host.change({ slice: "session", value: example("preparing", 0).session });
    await settle();
    expect(document.body.textContent).not.toContain(fr.desk.openingNow("Docs"));
  });

  test("an ended session offers to sign in", async () => {
    await show("expired");
    await click(fr.session.signInAgain);
    expect(host.asked).toEqual(["sign_in"]);
  });

  test("a session in doubt says until when it is good, and asks the provider again without a sign-in", async () => {
    await show("in_doubt");
    const { session } = host.snapshotNow();
    const until = session.state === "in_doubt" ? fr.until(session.ends_at, Math.floor(Date.now() / 1000)) : "";
    expect(document.body.textContent).toContain(fr.session.doubtText(until));
    await click(fr.session.retry);
    expect(host.asked).toEqual(["retry"]);
  });

  test.each(["signed_out", "expired"])("%s: the session of the browser can still be closed, on a shared computer", async (state) => {
    await show(state);
    await openMenu();
    expect(screen.queryByRole("menuitem", { name: fr.menu.signOut })).toBeNull();
    await fireEvent.click(screen.getByRole("menuitem", { name: new RegExp(fr.menu.signOutEverywhere) }));
    expect(host.asked).toEqual(["sign_out everywhere"]);
  });

  test.each(["none", "starting", "signing_in"])("%s: there is nothing to sign out of", async (state) => {
    await show(state);
    await openMenu();
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent?.trim())).toEqual([fr.menu.keyboard, fr.menu.quit]);
  });

  test("without a sign-in of its own, the window asks for none", async () => {
    await show("none");
    expect(document.body.textContent).toContain(fr.session.builtIn);
    expect(screen.queryByRole("button", { name: fr.session.signIn })).toBeNull();
  });

  test.each([[fr.menu.signOut, "sign_out"], [fr.menu.signOutEverywhere, "sign_out everywhere"], [fr.menu.quit, "quit"]])(
    "%s",
    async (name, asked) => {
      await show("signed_in");
      await openMenu();
      await fireEvent.click(screen.getByRole("menuitem", { name: new RegExp(name) }));
      expect(host.asked).toEqual([asked]);
    },
  );

  test("what the host changes is shown at once", async () => {
    await show("signed_in");
    host.change({ slice: "session", value: { state: "signed_out" } });
    await settle();
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(fr.session.welcome);
  });
});

describe("notices", () => {
  test.each(Object.keys(fr.codes) as Code[])("%s is said in words and can be dismissed", async (code) => {
    await show(`notice:${code}`);
    const place = screen.getByRole("region", { name: fr.notice.region });
    expect(place.textContent).toContain(fr.codes[code].title);
    expect(place.textContent).toContain(fr.codes[code].text);
    expect(within(place).getByText("invalid_request, port 41951").lang).toBe("en");
    const dismiss = within(place).getByRole("button", { name: fr.notice.dismiss });
    dismiss.focus();
    await fireEvent.click(dismiss);
    await settle();
    expect(host.asked).toEqual(["dismiss 1"]);
    expect(document.activeElement).toBe(field());
  });

  test("what was to be opened can be opened all the same", async () => {
    await show("notice:provider_unreachable");
    await click(fr.notice.openAnyway("Docs"));
    expect(host.asked).toEqual(["dismiss 1", "open_tool docs - anyway"]);
  });

  test.each<Code>(["provider_unreachable", "sign_in_timed_out", "bad_signature", "browser_failed"])(
    "%s: trying again means what was to be opened, not a sign-in alone",
    async (code) => {
      await show(`notice:${code}`);
      await click(fr.session.retry);
      expect(host.asked).toEqual(["dismiss 1", "open_tool docs -"]);
    },
  );

  test("a deep link is tried again as it was asked for, or opened all the same", async () => {
    const address = "https://docs.exemple.gouv.fr/docs/1/";
    const opening = { app: "docs", name: "Docs", address };
    for (const [name, asked] of [[fr.session.retry, ""], [fr.notice.openAnyway("Docs"), " anyway"]] as const) {
      await show("signed_out");
      host.change({ slice: "notices", value: [{ id: 7, code: "provider_unreachable", opening, detail: null }] });
      await settle();
      await click(name);
      expect(host.asked).toEqual(["dismiss 7", `open_address ${address}${asked}`]);
      cleanup();
    }
  });

  test("a sign-in that failed for itself is tried again; a browser that did not start never starts one", async () => {
    const alone = (code: Code) => host.change({ slice: "notices", value: [{ id: 1, code, opening: null, detail: null }] });
    await show("signed_out");
    alone("browser_failed");
    await settle();
    expect(screen.queryByRole("button", { name: fr.session.retry })).toBeNull();
    alone("provider_unreachable");
    await settle();
    await click(fr.session.retry);
    expect(host.asked).toEqual(["dismiss 1", "sign_in"]);
  });

  test("a sign-out that may not be whole is tried again everywhere", async () => {
    await show("notice:sign_out_incomplete");
    await click(fr.session.retry);
    expect(host.asked).toEqual(["dismiss 1", "sign_out everywhere"]);
  });

  test("a policy that cannot be read is read again", async () => {
    await show("notice:policy_invalid");
    await click(fr.notice.reload);
    expect(host.asked).toEqual(["dismiss 1", "reload_workspace"]);
  });

  test("nothing goes round Parvis when the answer was not the provider's", async () => {
    await show("notice:bad_signature");
    expect(screen.queryByRole("button", { name: fr.notice.openAnyway("Docs") })).toBeNull();
  });

  test("a refusal is said at once, a keychain in its own time", async () => {
    await show("notices");
    expect(screen.getAllByRole("alert")[0]?.textContent).toContain(fr.codes.provider_out_of_order.title);
    expect(screen.getAllByRole("alert")[0]?.textContent).not.toContain(fr.codes.keychain_locked.title);
  });
});

describe("a workspace with a mistake", () => {
  test("names the file and every problem, keeps the desk, and can be read again", async () => {
    await show("broken");
    expect(document.body.textContent).toContain("/etc/parvis/workspace.json");
    expect(screen.getByText(fr.notice.problems(3))).toBeTruthy();
    expect(document.body.textContent).toContain(fr.notice.kept.machine);
    expect(screen.getByRole("button", { name: /^Docs/ })).toBeTruthy();
    await click(fr.notice.reload);
    expect(host.asked).toEqual(["reload_workspace"]);
  });

  test("at the first start, says that the public tools stand in", async () => {
    await show("broken_first");
    expect(document.body.textContent).toContain(fr.codes.workspace_unsafe.title);
    expect(document.body.textContent).toContain(fr.notice.kept.built_in);
    expect(document.body.textContent).not.toContain(fr.notice.kept.machine);
  });

  test("an empty desk says who fills it", async () => {
    await show("empty");
    expect(screen.getByRole("heading", { name: fr.desk.empty })).toBeTruthy();
    await click(fr.desk.lookAgain);
    expect(host.asked).toEqual(["reload_workspace"]);
  });
});
