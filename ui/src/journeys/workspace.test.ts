import { fireEvent, screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { languages } from "../text";
import { click, host, openSettings, press, settle, show } from "./window";

const { fr } = languages;
const { workspace: said } = fr;

const text = () => document.body.textContent ?? "";
const section = (name: string) => screen.getByRole("region", { name });
const town = "Ville de Sainte-Exemple";

test.each(["late", "late_portal", "late_expired", "late_refused", "late_clock"])("%s: the desk stays, the banner says why and what to do", async (state) => {
  await show(state);
  const { freshness } = host.snapshotNow().workspace;
  if (freshness.state !== "late") throw new Error("not late");
  expect(text()).toContain(fr.codes[freshness.code].title);
  expect(text()).toContain(fr.notice.kept.repository);
  expect(screen.getByRole("button", { name: /^Docs/ })).toBeTruthy();
  await click(said.check);
  expect(host.asked).toEqual(["check_workspace"]);
  expect(text()).not.toContain(fr.codes[freshness.code].title);
});

test("never an offer to go on with what was refused", async () => {
  await show("late_refused");
  const banner = screen.getByText(fr.codes.workspace_refused.title).closest(".callout") as HTMLElement;
  expect(within(banner).getAllByRole("button")).toHaveLength(1);
});

test("a server that is silent for an hour is not worth a word on the desk, but one in the settings", async () => {
  await show("late_quiet");
  expect(text()).not.toContain(fr.codes.workspace_unreachable.title);
  await openSettings();
  expect(section(said.title).textContent).toContain(fr.codes.workspace_unreachable.title);
});

test("the same answer as before: the wait ends by itself", async () => {
  await show("late");
  host.checkWorkspace = async () => {};
  await click(said.check);
  expect(screen.getByRole("button", { name: said.checking })).toBeTruthy();
  const { workspace } = host.snapshotNow();
  host.change({ slice: "workspace", value: { ...workspace, freshness: { ...workspace.freshness } } });
  await settle();
  expect(screen.getByRole("button", { name: said.check })).toBeTruthy();
});

test("at the first start, the public tools stand in and one line says so", async () => {
  await show("awaited");
  expect(text()).toContain(said.awaited);
  expect(screen.getByRole("button", { name: /^Tchap/ })).toBeTruthy();
  await openSettings();
  expect(within(section(said.title)).getByText(said.ofOrganisation)).toBeTruthy();
  expect(section(said.title).textContent).not.toContain("La Suite numérique\n");
});

test("at the first start without an answer, nothing claims that a desk was received", async () => {
  await show("awaited_late");
  expect(text()).toContain(fr.codes.workspace_unreachable.title);
  expect(text()).toContain(fr.notice.kept.built_in);
  expect(text()).not.toContain(fr.notice.kept.repository);
});

test("what nobody verified is marked on the desk, and the mark leads to what that means", async () => {
  await show("joined");
  await click(said.unverifiedBy);
  expect(document.activeElement).toBe(screen.getByRole("heading", { name: said.title }));
  expect(section(said.title).textContent).toContain(said.origin.joined);
});

test.each(["signed_in", "repository", "none"])("%s: no such mark", async (state) => {
  await show(state);
  expect(screen.queryByRole("button", { name: said.unverifiedBy })).toBeNull();
});

test("what is known of a signed workspace is told, its fingerprint too", async () => {
  await show("repository");
  await openSettings();
  for (const part of [said.origin.repository, "parvis.exemple.gouv.fr", "abeille navire quartz", "42"]) expect(section(said.title).textContent).toContain(part);
});

test("another workspace is chosen, then shown; passing over it changes nothing", async () => {
  await show("choices");
  await openSettings();
  await fireEvent.click(within(section(said.choices)).getByRole("radio", { name: new RegExp(town) }));
  await settle();
  expect(host.asked).toEqual([]);
  await click(said.show(town));
  expect(host.asked).toEqual(["switch_workspace joined 1"]);
  expect(text()).toContain(said.nowShown(town));
  expect(section(said.title).textContent).toContain(town);
  expect(document.activeElement).toBe(screen.getByRole("heading", { name: said.title }));
});

test("a workspace that was joined is left, once that is confirmed", async () => {
  await show("joined");
  await openSettings();
  await click(said.leaveNamed(town));
  const dialog = () => screen.getByRole("dialog", { name: said.leaveTitle(town) });
  expect(dialog().textContent).toContain(said.leaveText);
  await press("Escape");
  expect(screen.getByRole("heading", { level: 1, hidden: true }).textContent).toBe(fr.settings.title);
  await fireEvent.click(within(dialog()).getByRole("button", { name: said.keep }));
  await settle();
  expect(host.asked).toEqual([]);
  await click(said.leaveNamed(town));
  await fireEvent.click(within(dialog()).getByRole("button", { name: said.leaveConfirm }));
  await settle();
  expect(host.asked).toEqual(["leave_workspace joined 1"]);
  expect(screen.queryByRole("region", { name: said.choices })).toBeNull();
  expect(section(said.title).textContent).toContain("Préfecture de l’Exemple");
  expect(document.activeElement).toBe(screen.getByRole("heading", { name: said.title }));
});

test("what IT laid cannot be left", async () => {
  await show("choices");
  await openSettings();
  expect(within(section(said.choices)).getAllByRole("button")).toHaveLength(1);
});
