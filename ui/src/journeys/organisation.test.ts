import { fireEvent, screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { languages } from "../text";
import { choose, host, openMenu, press, settle, show } from "./window";

const { fr } = languages;
const { organisation: said } = fr;

const dialog = () => screen.getByRole("dialog", { name: said.title });
const siret = () => within(dialog()).getByRole<HTMLInputElement>("textbox", { name: said.siret });
const write = async (text: string) => {
  await fireEvent.input(siret(), { target: { value: text } });
  await settle();
};
const change = async () => {
  await fireEvent.click(within(dialog()).getByRole("button", { name: said.change }));
  await settle();
};
/** What is said of the field besides its name. */
const described = () => (siret().getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent?.trim());

async function open() {
  await show("signed_in");
  await choose(fr.menu.organisation);
}

test("says what happens, and that a SIRET is not needed", async () => {
  await open();
  expect(dialog().textContent).toContain(said.about);
  expect(document.getElementById(dialog().getAttribute("aria-describedby") ?? "")?.textContent).toBe(said.about);
  expect(described()).toEqual(["", said.none]);
  expect(siret().inputMode).toBe("numeric");
  await change();
  expect(host.asked).toEqual(["change_organisation -"]);
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(screen.getByRole("heading", { name: fr.session.purposes.change_organisation.title })).toBeTruthy();
});

test("a SIRET is sent without its spaces", async () => {
  await open();
  await write(" 130 025 265 00013");
  expect(siret().getAttribute("aria-invalid")).toBe("false");
  await change();
  expect(host.asked).toEqual(["change_organisation 13002526500013"]);
});

test.each([
  ["13002526500O13", said.wrong.letters],
  ["130 025 265 00013 7", said.wrong.long],
])("“%s” is told while it is written, and nothing of it is lost", async (text, wrong) => {
  await open();
  await write(text);
  expect(siret().getAttribute("aria-invalid")).toBe("true");
  expect(described()).toEqual([wrong, said.none]);
  await change();
  expect(host.asked).toEqual([]);
  expect(siret().value).toBe(text);
  expect(document.activeElement).toBe(siret());
});

test("too few digits are told when they are sent, and no longer once they are there", async () => {
  await open();
  await write("130025265");
  expect(described()).toEqual(["", said.none]);
  await change();
  expect(described()).toEqual([said.wrong.short, said.none]);
  expect(host.asked).toEqual([]);
  await write("13002526500013");
  expect(described()).toEqual(["", said.none]);
});

test("giving up changes nothing", async () => {
  await open();
  await write("130");
  await fireEvent.click(within(dialog()).getByRole("button", { name: said.cancel }));
  await settle();
  expect(host.asked).toEqual([]);
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("the keys of the window wait behind the dialog", async () => {
  await open();
  siret().focus();
  await press("k", { ctrlKey: true });
  expect(document.activeElement).toBe(siret());
});

test.each(["none", "signed_out", "in_doubt", "signing_in", "renew"])("%s: it is not proposed", async (moment) => {
  await show(moment);
  await openMenu();
  expect(screen.queryByRole("menuitem", { name: new RegExp(fr.menu.organisation) })).toBeNull();
});

test("nor to whom no organisation is known", async () => {
  await show("signed_in");
  const { session } = host.snapshotNow();
  if (session.state === "signed_in") host.change({ slice: "session", value: { ...session, person: { ...session.person, siret: null } } });
  await settle();
  await openMenu();
  expect(screen.queryByRole("menuitem", { name: new RegExp(fr.menu.organisation) })).toBeNull();
});
