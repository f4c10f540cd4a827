import { fireEvent, screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { JoiningView } from "../bridge/generated/JoiningView";
import { languages } from "../text";
import { click, focused, host, openSettings, press, settle, show } from "./window";

const { fr } = languages;
const { joining: said } = fr;

const address = () => screen.getByRole<HTMLInputElement>("textbox", { name: said.address });
const section = () => screen.getByRole("region", { name: said.title });
const step = () => within(section()).getByRole("group");
const town = "bureau.sainte-exemple.fr";
const found = { state: "confirm", host: town, name: "Ville de Sainte-Exemple", fingerprint: "un deux trois quatre cinq six sept huit neuf dix", replaces: null } as const;

async function answer(joining: JoiningView) {
  host.change({ slice: "workspace", value: { ...host.snapshotNow().workspace, joining } });
  await settle();
}
async function ask(typed: string) {
  await openSettings();
  address().focus();
  await fireEvent.input(address(), { target: { value: typed } });
  await fireEvent.submit(address().form as HTMLFormElement);
  await settle();
}

test("an address is asked, what answers is compared, then it is added and shown", async () => {
  await show("signed_in");
  await ask(` ${town} `);
  expect(host.asked).toEqual([`join_workspace ${town}`]);
  expect(step().textContent).toContain(said.asking(town));
  expect(document.activeElement).toBe(step());
  await answer(found);
  expect(document.activeElement).toBe(step());
  for (const part of [found.name, town, said.unverified]) expect(step().textContent).toContain(part);
  expect(within(step()).getAllByRole("listitem").map((word) => word.textContent)).toEqual(found.fingerprint.split(" "));
  await click(said.add);
  expect(host.asked).toEqual([`join_workspace ${town}`, "confirm_join"]);
  expect(document.body.textContent).toContain(fr.workspace.nowShown(found.name));
  expect(screen.getByRole("button", { name: fr.workspace.unverifiedBy })).toBeTruthy();
  expect(address().value).toBe("");
  expect(document.activeElement).toBe(screen.getByRole("heading", { name: fr.workspace.title }));
});

test("an answer takes the focus from its own step only", async () => {
  await show("signed_in");
  await ask(town);
  const elsewhere = screen.getByRole("radio", { name: fr.settings.dark });
  elsewhere.focus();
  await answer(found);
  expect(document.activeElement).toBe(elsewhere);
});

test("another fingerprint at a known address: the old one is shown, and nothing is proposed", async () => {
  await show("join_replaced");
  await openSettings();
  step().focus();
  expect(step().textContent).toContain(said.replacedText);
  expect(within(step()).getAllByRole("list").map((list) => list.getAttribute("aria-label"))).toEqual([said.before, said.after]);
  const buttons = within(step()).getAllByRole("button");
  expect(buttons.map((button) => button.textContent?.trim())).toEqual([said.refuse, said.addAnyway]);
  for (const button of buttons) expect(button.classList).not.toContain("main");
  expect(step().querySelector("form")).toBeNull();
  await click(said.refuse);
  expect(host.asked).toEqual(["cancel_join"]);
  expect(document.activeElement).toBe(address());
});

test("what is not wanted is not added", async () => {
  await show("join_confirm");
  await openSettings();
  await click(said.refuse);
  expect(host.asked).toEqual(["cancel_join"]);
  expect(host.snapshotNow().workspace.name).toBe("Préfecture de l’Exemple");
});

test("waiting can be given up; what was typed is still there", async () => {
  await show("signed_in");
  await ask(town);
  await click(said.cancel);
  expect(host.asked).toEqual([`join_workspace ${town}`, "cancel_join"]);
  expect(address().value).toBe(town);
});

test.each(["workspace_unreachable", "workspace_not_there", "workspace_expired", "workspace_refused", "workspace_invalid", "workspace_clock_wrong", "workspace_not_kept", "join_address_invalid"] as const)(
  "%s: says what is wrong with the address, not with a desk that was never there",
  async (code) => {
    await show("signed_in");
    await ask(town);
    await answer({ state: "failed", address: town, code, detail: "404" });
    const { title, text } = said.failed[code] ?? fr.codes[code];
    expect(step().textContent).toContain(title);
    expect(step().textContent).toContain(text);
    expect(step().textContent).not.toMatch(/dernier bureau|votre organisation n’a pas/);
    within(step()).getByRole("button", { name: said.correct }).focus();
    await click(said.correct);
    expect(address().value).toBe(town);
    expect(document.activeElement).toBe(address());
  },
);

test("the same address can be asked again", async () => {
  await show("join_failed");
  await openSettings();
  await click(said.again);
  expect(host.asked).toEqual([`join_workspace ${town}`]);
});

test("no address: said at the field", async () => {
  await show("signed_in");
  await ask("  ");
  expect(host.asked).toEqual([]);
  expect(document.getElementById(address().getAttribute("aria-describedby") ?? "")?.textContent?.trim()).toBe(said.missing);
  expect(document.activeElement).toBe(address());
});

test("where IT forbids it there is no form, and one sentence says why", async () => {
  await show("repository");
  await openSettings();
  expect(section().textContent).toContain(said.forbidden);
  expect(within(section()).queryByRole("textbox")).toBeNull();
});

test("forbidden meanwhile: said, and put away", async () => {
  await show("signed_in");
  await ask(town);
  await answer({ state: "failed", address: town, code: "join_forbidden", detail: null });
  expect(step().textContent).toContain(fr.codes.join_forbidden.title);
  expect(within(step()).queryByRole("button", { name: said.again })).toBeNull();
  await click(fr.notice.dismiss);
  expect(host.asked.at(-1)).toBe("cancel_join");
});

test("the whole way by keyboard alone", async () => {
  await show("signed_in");
  await openSettings();
  address().focus();
  await fireEvent.input(address(), { target: { value: town } });
  await fireEvent.submit(address().form as HTMLFormElement);
  await settle();
  await answer(found);
  const buttons = within(step()).getAllByRole("button");
  buttons[0]?.focus();
  expect(focused()).toBe(said.add);
  await press("Enter");
  expect(host.asked.at(-1)).toBe("confirm_join");
  await press("Escape");
  expect(screen.getByRole("heading", { level: 1 }).textContent).toMatch(/Camille/);
});
