import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { example } from "../bridge/examples";
import { languages } from "../text";
import { choose, click, field, host, openMenu, seconds, settle, show } from "./window";

const { fr } = languages;

test("signing in goes to the panel, which can open the page again and cancel; the focus is never lost", async () => {
  await show("signed_out");
  screen.getByRole("button", { name: fr.session.signIn }).focus();
  await click(fr.session.signIn);
  expect((document.activeElement as HTMLElement).className).toContain("panel");
  expect(document.body.textContent).toContain(fr.session.purposes.sign_in.text("proconnect.gouv.fr", ""));
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
  expect(document.body.textContent).not.toContain(fr.session.purposes.sign_in.title);
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
  expect(screen.getByRole("heading", { name: fr.session.purposes.sign_in.title })).toBeTruthy();
  expect(document.activeElement).toBe(cancel);
});

test("a provider that answers and refuses is no reason to wait: signing in again is proposed", async () => {
  await show("in_doubt");
  expect(screen.queryByRole("button", { name: fr.session.signInAgain })).toBeNull();
  const { session } = host.snapshotNow();
  if (session.state !== "in_doubt") throw new Error("in doubt");
  host.change({ slice: "session", value: { ...session, code: "sign_in_failed" } });
  await settle();
  expect(document.body.textContent).toContain(fr.session.refusedText);
  await click(fr.session.retry);
  await click(fr.session.signInAgain);
  expect(host.asked).toEqual(["retry", "sign_in"]);
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
  expect(document.body.textContent).toContain(fr.desk.openingSoon("Docs"));
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
  const until = session.state === "in_doubt" ? fr.until(session.ends_at, seconds()) : "";
  expect(document.body.textContent).toContain(fr.session.doubtText(until));
  await click(fr.session.retry);
  expect(host.asked).toEqual(["retry"]);
});

test.each(["signed_out", "expired"])("%s: the session of the browser can still be closed, on a shared computer", async (state) => {
  await show(state);
  await openMenu();
  expect(screen.queryByRole("menuitem", { name: fr.menu.signOut })).toBeNull();
  await openMenu();
  await choose(fr.menu.signOutEverywhere);
  expect(host.asked).toEqual(["sign_out everywhere"]);
});

test.each(["none", "starting", "signing_in"])("%s: there is nothing to sign out of", async (state) => {
  await show(state);
  await openMenu();
  expect(screen.getAllByRole("menuitem").map((item) => item.textContent?.trim())).toEqual([fr.menu.settings, fr.menu.keyboard, fr.menu.quit]);
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
    await choose(name);
    expect(host.asked).toEqual([asked]);
  },
);

test("what the host changes is shown at once", async () => {
  await show("signed_in");
  host.change({ slice: "session", value: { state: "signed_out" } });
  await settle();
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(fr.session.welcome);
});
