import { fireEvent, screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { languages } from "../text";
import { choose, click, desktop, field, host, openSettings, press, settle, show } from "./window";

const { fr, en } = languages;
const { settings: said } = fr;

const group = (name: string) => screen.getByRole("group", { name });
const option = (of: string, name: string) => within(group(of)).getByRole<HTMLInputElement>("radio", { name });
const pick = async (of: string, name: string) => {
  option(of, name).focus();
  option(of, name).click();
  await settle();
};
const described = (element: HTMLElement) => document.getElementById(element.getAttribute("aria-describedby") ?? "")?.textContent;
const theme = () => document.documentElement.dataset["theme"];

test("the menu and Ctrl+, lead to the settings, Escape and the button back to the desk", async () => {
  await show("signed_in");
  await choose(fr.menu.settings);
  expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1, name: said.title }));
  expect(screen.queryByRole("heading", { name: /Bonjour/ })).toBeNull();
  await press("Escape");
  // The focus is where it came from.
  expect(document.activeElement?.textContent).toContain("Camille Durand");
  field().focus();
  await press("ArrowDown");
  await openSettings();
  await click(said.back);
  expect(document.activeElement).toBe(field());
  expect(screen.getByRole("heading", { level: 1 }).textContent).toMatch(/^Bon(jour|soir) Camille$/);
});

test("what is written in the field is looked for on the desk", async () => {
  await show("signed_in");
  await openSettings();
  await press("k", { ctrlKey: true });
  const search = screen.getByRole("textbox", { name: fr.filter.label });
  expect(document.activeElement).toBe(search);
  await fireEvent.input(search, { target: { value: "visio" } });
  await settle();
  expect(screen.queryByRole("heading", { name: said.title })).toBeNull();
  expect(screen.getByRole("button", { name: /^Visio/ })).toBeTruthy();
});

test("a letter in the settings is no search", async () => {
  await show("signed_in");
  await openSettings();
  await press("v");
  expect(document.activeElement?.tagName).toBe("H1");
});

test("another language is spoken at once, and nothing of where one was is lost", async () => {
  await show("signed_in");
  await openSettings();
  await fireEvent.input(screen.getByRole("textbox", { name: fr.joining.address }), { target: { value: "bureau.exemple.fr" } });
  await pick(said.language, "English");
  expect(host.asked).toEqual(["choose_language en"]);
  expect(document.documentElement.lang).toBe("en");
  expect(screen.getByRole("heading", { level: 1, name: en.settings.title })).toBeTruthy();
  expect(document.activeElement).toBe(option(en.settings.language, "English"));
  expect(option(en.settings.language, "English").checked).toBe(true);
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: en.joining.address }).value).toBe("bureau.exemple.fr");
});

test("the language that IT decides arrives on the desk, where the text that is written stays", async () => {
  await show("signed_in");
  field().focus();
  await fireEvent.input(field(), { target: { value: "zzz" } });
  host.change({ slice: "language", value: "de" });
  await settle();
  expect(field().value).toBe("zzz");
  expect(document.activeElement).toBe(field());
  expect(screen.getByRole("heading", { level: 2 }).textContent).toBe(languages.de.filter.none("zzz"));
});

test("the theme is the agent's, else the desktop's, also when that changes", async () => {
  await show("signed_in");
  expect(theme()).toBe("light");
  desktop.matches = true;
  desktop.dispatchEvent(new Event("change"));
  expect(theme()).toBe("dark");
  await openSettings();
  await pick(said.theme, said.light);
  expect(host.asked).toEqual(["choose_theme light"]);
  expect(theme()).toBe("light");
  screen.getByRole("button", { name: `${said.proposed} (${said.theme})` }).focus();
  await press("Enter");
  expect(document.activeElement).toBe(option(said.theme, said.system));
  expect(host.asked).toEqual(["choose_theme light", "choose_theme -"]);
  expect(theme()).toBe("dark");
  desktop.matches = false;
});

test("what IT decided is readable, says who, and cannot be changed", async () => {
  await show("locked");
  await openSettings();
  for (const name of [said.language, said.theme]) {
    expect(described(group(name))).toBe(said.managedBy("Préfecture de l’Exemple"));
    for (const radio of within(group(name)).getAllByRole("radio")) expect(radio.getAttribute("aria-disabled")).toBe("true");
  }
  await pick(said.language, "Deutsch");
  await pick(said.theme, said.light);
  for (const decided of [option(said.language, "Français"), option(said.theme, said.dark)]) {
    expect([decided.checked, decided.disabled]).toEqual([true, false]);
    decided.focus();
    expect(document.activeElement).toBe(decided);
  }
  expect(host.asked).toEqual([]);
  expect(theme()).toBe("dark");
});

test("a default of the organisation locks nothing and says nothing", async () => {
  await show("signed_in");
  const { settings } = host.snapshotNow();
  host.change({ slice: "settings", value: { ...settings, theme: ["dark", "workspace_default"], language: ["fr", "machine_recommended"] } });
  await openSettings();
  expect(option(said.theme, said.dark).checked).toBe(true);
  expect(document.body.textContent).not.toContain(said.managedBy("Préfecture de l’Exemple"));
  await pick(said.theme, said.light);
  expect(host.asked).toEqual(["choose_theme light"]);
});

test("each decision on this computer is told with its place, a secret without its value, and what is wrong", async () => {
  await show("locked");
  await openSettings();
  const { policies, problems } = host.snapshotNow().settings;
  const text = document.body.textContent ?? "";
  for (const { title, value, key, place } of policies) {
    for (const part of [title, value ?? said.secret, `${key} · ${place}`]) expect(text).toContain(part);
  }
  expect(screen.getAllByText(said.recommended)).toHaveLength(1);
  for (const problem of problems) expect(text).toContain(problem);
});

test("the organisation's colour is put on, and taken off with its desk", async () => {
  await show("brand");
  const own = () => document.documentElement.style.getPropertyValue("--brand");
  expect(own()).toBe("#000091");
  expect(document.querySelector("header img")?.getAttribute("src")).toContain("data:image/svg+xml");
  const { desk } = host.snapshotNow();
  host.change({ slice: "desk", value: { ...desk, brand: { logo: null, accent: null } } });
  await settle();
  expect(own()).toBe("");
  expect(document.querySelector("header img")).toBeNull();
});
