import { cleanup, fireEvent, screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Code } from "../bridge/generated/Code";
import { languages } from "../text";
import { click, field, host, settle, show } from "./window";

const { fr } = languages;

test.each(Object.keys(fr.codes) as Code[])("%s is said in words and can be dismissed", async (code) => {
  await show(`notice:${code}`);
  const place = screen.getByRole("region", { name: fr.notice.region });
  expect(place.textContent).toContain(fr.codes[code].title);
  expect(place.textContent).toContain(fr.codes[code].text);
  const detail = host.snapshotNow().notices[0]?.detail;
  if (detail) expect(within(place).getByText(detail).lang).toBe("en");
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

test.each<[Code, string, string]>([
  ["sign_out_incomplete", fr.session.retry, "sign_out everywhere"],
  ["policy_invalid", fr.notice.reload, "reload_workspace"],
  ["sign_in_again", fr.session.signInAgain, "sign_in"],
  ["level_not_reached", fr.session.retry, "open_tool rh -"],
  ["level_not_reached", fr.notice.openAnyway("RH"), "open_tool rh - anyway"],
])("%s: “%s” is what to do next", async (code, name, asked) => {
  await show(`notice:${code}`);
  await click(name);
  expect(host.asked).toEqual(["dismiss 1", asked]);
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
