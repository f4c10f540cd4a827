import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { example } from "../bridge/examples";
import type { SessionView } from "../bridge/generated/SessionView";
import { languages } from "../text";
import { choose, click, field, host, openMenu, seconds, settle, show } from "./window";

const { fr } = languages;
const purposes = fr.session.purposes;
const provider = "proconnect.gouv.fr";

const change = async (value: SessionView) => {
  host.change({ slice: "session", value });
  await settle();
};
const ending = () => example("ending", seconds()).session as Extract<SessionView, { state: "signed_in" }>;

test("a session about to end says when, in how many minutes, and that there is no hurry", async () => {
  await show("ending");
  const { session } = host.snapshotNow();
  const at = session.state === "signed_in" ? session.ends_at : 0;
  expect(document.body.textContent).toContain(fr.session.ending(at));
  expect(screen.getByRole("timer").textContent).toBe(fr.session.endingIn(12));
  expect(document.body.textContent).toContain(fr.session.endingText);
});

test("a session that begins to end is announced politely, without a dialog, and the focus stays where it was", async () => {
  await show("signed_in");
  expect(screen.queryByRole("timer")).toBeNull();
  field().focus();
  const place = screen.getAllByRole("status")[0];
  await change(ending());
  expect(screen.getByRole("timer").closest("[role=status]")).toBe(place);
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(document.activeElement).toBe(field());
});

test("the last minute is not said to be over", async () => {
  await show("signed_in");
  await change({ ...ending(), ends_at: seconds() - 1 });
  expect(screen.getByRole("timer").textContent).toBe(fr.session.endingIn(1));
});

test("renewing asks once; the panel takes the focus and says that the tools stay", async () => {
  await show("ending");
  screen.getByRole("button", { name: fr.session.renewNow }).focus();
  await click(fr.session.renewNow);
  expect(host.asked).toEqual(["renew"]);
  expect(screen.getByRole("heading", { name: purposes.renew.title })).toBeTruthy();
  expect(document.body.textContent).toContain(purposes.renew.text(provider, ""));
  expect((document.activeElement as HTMLElement).className).toContain("panel");
});

test("while it is renewed the desk stays, a tool waits for the end, and giving up leaves what there was", async () => {
  await show("ending");
  await click(fr.session.renewNow);
  await fireEvent.click(screen.getByRole("button", { name: /^Docs/ }));
  await settle();
  expect(document.body.textContent).toContain(fr.session.panelNext(["Docs"]));
  await click(fr.session.cancel);
  expect(screen.getByRole("timer")).toBeTruthy();
});

test("put away, it stays away for this end and comes back for another one", async () => {
  await show("ending");
  screen.getByRole("button", { name: fr.session.later }).focus();
  await click(fr.session.later);
  expect(screen.queryByRole("timer")).toBeNull();
  expect(document.activeElement).toBe(field());
  const session = host.snapshotNow().session as ReturnType<typeof ending>;
  await change(example("in_doubt", seconds()).session);
  await change(session);
  expect(screen.queryByRole("timer")).toBeNull();
  await change({ ...session, ends_at: session.ends_at - 7 * 60 });
  expect(screen.getByRole("timer").textContent).toBe(fr.session.endingIn(5));
});

test("the session can be renewed from the menu at any hour", async () => {
  await show("signed_in");
  await choose(fr.menu.renew);
  expect(host.asked).toEqual(["renew"]);
});

test("a tool that asks for more is named by the panel", async () => {
  await show("step_up");
  expect(screen.getByRole("heading", { name: purposes.step_up.title })).toBeTruthy();
  expect(document.body.textContent).toContain(purposes.step_up.text(provider, "RH"));
  expect(document.body.textContent).toContain(fr.session.panelNext(["RH"]));
});

test.each(["renew", "step_up"])("%s: who is signed in can still sign out", async (moment) => {
  await show(moment);
  await choose(fr.menu.signOut);
  expect(host.asked).toEqual(["sign_out"]);
});

test.each(["in_doubt", "expired", "renew", "signed_out"])("%s: there is nothing to renew", async (moment) => {
  await show(moment);
  await openMenu();
  expect(screen.queryByRole("menuitem", { name: new RegExp(fr.menu.renew) })).toBeNull();
});
