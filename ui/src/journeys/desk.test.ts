import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";
import { languages } from "../text";
import { click, field, host, press, show, type } from "./window";

const { fr } = languages;

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
