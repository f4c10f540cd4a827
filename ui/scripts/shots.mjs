// Pictures of every state of the window over the fake host (`npm run shots -- <folder> [<pattern of names>]`), each one searched by
// axe-core on the way; one violation fails the run. CHROMIUM names the browser if it is not /usr/bin/chromium.
import { readFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [out = "shots", only = ""] = process.argv.slice(2);
const dist = fileURLToPath(new URL("../dist-fake", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// The policy of the real window, so that nothing that it forbids is ever drawn here.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'";
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
const monday = new Date("2026-11-23T09:12:00+01:00");

const type = (text) => async (page) => page.keyboard.type(text);
const press = (...keys) => async (page) => {
  for (const key of keys) await page.keyboard.press(key);
};

const menu = (page) => page.locator("header .person button").click();
/** The dialog of another organisation, with this written in it and sent. */
const organisation = (written) => async (page) => {
  await menu(page);
  await press("ArrowDown", "Enter")(page);
  if (written) await type(written)(page);
  if (written) await press("Enter")(page);
};

/** The settings, and what is done there. */
const settings = (...acts) => async (page) => {
  await press("Control+,")(page);
  for (const act of acts) await act(page);
};
const write = (address) => async (page) => {
  await page.locator("main input[type=text]").fill(address);
  await press("Enter")(page);
};

/** name: [state of the fake host, what is done there] */
const scenes = {
  signed_in: ["signed_in"],
  signed_out: ["signed_out"],
  starting: ["starting"],
  none: ["none"],
  preparing: ["preparing"],
  signing_in: ["signing_in"],
  ending: ["ending"],
  renew: ["ending", press("Tab", "Tab", "Tab", "Enter")],
  step_up: ["step_up"],
  change_organisation: ["change_organisation"],
  level_not_reached: ["notice:level_not_reached"],
  scopes_refused: ["notice:scopes_refused"],
  siret_invalid: ["notice:siret_invalid"],
  sign_in_again: ["notice:sign_in_again"],
  organisation: ["signed_in", organisation()],
  organisation_wrong: ["signed_in", organisation("130 025 265")],
  offline: ["in_doubt"],
  expired: ["expired"],
  empty: ["empty"],
  broken: ["broken", (page) => page.locator("summary").click()],
  broken_first: ["broken_first"],
  notices: ["notices"],
  sign_out_incomplete: ["notice:sign_out_incomplete"],
  error: ["notice:bad_signature"],
  long: ["long"],
  many: ["many"],
  focus: ["signed_in", press("ArrowDown", "ArrowRight", "ArrowRight")],
  tile_menu: ["signed_in", press("ArrowDown", "ArrowRight", "ArrowRight", "Shift+Enter", "ArrowDown")],
  person_menu: ["signed_in", menu],
  signed_out_menu: ["signed_out", menu],
  keyboard: ["signed_in", (page) => menu(page).then(() => press("End", "ArrowUp", "Enter")(page))],
  found: ["signed_in", type("reu")],
  nothing: ["signed_in", type("zzz")],
  address: ["signed_in", type("https://docs.exemple.gouv.fr/docs/3f1c9a/")],
  late: ["late"],
  late_refused: ["late_refused"],
  late_portal: ["late_portal"],
  late_expired: ["late_expired"],
  late_clock: ["late_clock"],
  awaited: ["awaited"],
  awaited_late: ["awaited_late"],
  joined: ["joined"],
  brand: ["brand"],
  brand_signed_out: ["brand", (page) => menu(page).then(() => page.getByRole("menuitem").nth(2).click())],
  settings: ["signed_in", settings()],
  settings_built_in: ["none", settings()],
  settings_repository: ["repository", settings()],
  settings_joined: ["joined", settings()],
  settings_choices: ["choices", settings((page) => page.locator("main input[type=radio]").last().check())],
  settings_leave: ["choices", settings((page) => page.locator("main li button").click())],
  settings_late: ["late_quiet", settings()],
  settings_awaited: ["awaited_late", settings()],
  settings_locked: ["locked", settings()],
  settings_chosen: ["chosen", settings()],
  settings_brand: ["brand", settings()],
  join_missing: ["signed_in", settings(write(""))],
  join_asking: ["signed_in", settings(write("bureau.sainte-exemple.fr"))],
  join_confirm: ["join_confirm", settings()],
  join_replaced: ["join_replaced", settings()],
  join_failed: ["join_failed", settings()],
  join_refused: ["join_refused", settings()],
  opening: ["signed_in", press("ArrowDown", "ArrowRight", "ArrowRight", "Enter")],
};

/** name: [width, height, options] */
const views = {
  wide: [1100, 760, {}],
  narrow: [360, 760, {}],
};
const texts = { text200: [1100, 760, { text: "200%" }], tiny: [320, 640, {}], wall: [3840, 2160, {}], forced: [1100, 760, { forced: true }], middle: [1000, 700, {}] };

const server = createServer(async (request, response) => {
  if (request.url === "/favicon.ico") return response.writeHead(204).end();
  const path = new URL(request.url, "http://localhost").pathname;
  try {
    const body = await readFile(join(dist, path === "/" ? "index.html" : path));
    response.writeHead(200, { "content-type": types[extname(path) || ".html"], "content-security-policy": policy });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const base = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  // As root, as in a container, Chromium has no sandbox.
  args: ["--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
await mkdir(out, { recursive: true });
const wrong = [];

async function shoot(scene, language, theme, view, [width, height, { text, forced }]) {
  const name = [scene, view, language, theme].join("-");
  if (!new RegExp(only).test(name)) return;
  const [state, act] = scenes[scene];
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    forcedColors: forced ? "active" : "none",
    timezoneId: "Europe/Paris",
  });
  // As the real window does.
  await context.addInitScript(() => Object.freeze(Object.prototype));
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && wrong.push(`${name}: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`${name}: ${error.message}`));
  await page.clock.setFixedTime(monday);
  await page.goto(`${base}?${new URLSearchParams({ state, lang: language })}`);
  await page.locator("main").waitFor();
  if (text) await page.evaluate((size) => (document.documentElement.style.fontSize = size), text);
  await act?.(page);
  await page.screenshot({ path: join(out, `${name}.png`), fullPage: view !== "wall" });
  // Forced colours are the system's own: axe, which reads those of the page, would compare the wrong ones.
  const [sideways, found] = await page.evaluate(async ([source, contrast]) => {
    new Function(source)();
    const { violations } = await globalThis.axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      rules: { "color-contrast": { enabled: contrast } },
    });
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
    return [wide, violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`))];
  }, [axe, !forced]);
  if (sideways) wrong.push(`${name}: scrolls sideways`);
  wrong.push(...found.map((violation) => `${name}: ${violation}`));
  await context.close();
}

const jobs = [];
for (const scene of Object.keys(scenes)) {
  for (const [view, size] of Object.entries(views)) {
    for (const language of ["fr", "en", "de"]) {
      for (const theme of ["light", "dark"]) jobs.push([scene, language, theme, view, size]);
    }
  }
}
for (const [view, size] of Object.entries(texts)) {
  for (const scene of ["signed_in", "long", "offline", "signing_in", "ending", "step_up", "notices", "person_menu", "organisation_wrong", "late", "joined", "brand", "settings_locked", "settings_choices", "join_confirm", "join_replaced", "join_failed"]) jobs.push([scene, "fr", "light", view, size]);
}
// A few pages at a time: each waits for the browser more than it works.
await Promise.all(
  Array.from({ length: 4 }, async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await shoot(...job);
  }),
);

await browser.close();
server.close();
for (const line of wrong) console.error(line);
console.log(wrong.length === 0 ? `Every picture is in ${out}, without a violation.` : `${wrong.length} problems.`);
process.exitCode = wrong.length === 0 ? 0 : 1;
