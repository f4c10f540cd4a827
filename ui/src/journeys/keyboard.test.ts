import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { languages } from "../text";
import { field, focused, host, press, show, type } from "./window";

const { fr } = languages;

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
  expect(focused()).toContain(fr.menu.renew);
  await press("End");
  expect(focused()).toBe(fr.menu.quit);
  await press("Escape");
  expect(document.activeElement).toBe(person);
});
