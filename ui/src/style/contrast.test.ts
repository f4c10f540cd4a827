import { describe, expect, test } from "vitest";
import { shades } from "./dress";
import css from "./tokens.css?raw";

/** The colours of the light theme, and those of the dark one over them. */
const [light, dark] = css.split('[data-theme="dark"]').map((part) =>
  Object.fromEntries([...part.matchAll(/--([\w-]+): #([0-9a-f]{6})/g)].map(([, name = "", hex = ""]) => [name, hex])),
) as [Record<string, string>, Record<string, string>];

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const text = [
  ["ink", "page"], ["ink", "card"], ["ink", "raised"], ["ink", "hover"],
  ["soft", "page"], ["soft", "card"], ["soft", "raised"], ["soft", "hover"],
  ["on-brand", "brand"], ["on-brand", "brand-hover"], ["brand-ink", "card"], ["brand-ink", "brand-soft"],
  ["error-ink", "raised"],
  ...["info", "warning", "error"].flatMap((tone) => [["ink", `${tone}-ground`], ["soft", `${tone}-ground`], [`${tone}-ink`, `${tone}-ground`]]),
] as [string, string][];
// Edges of fields and the focus ring.
const signs = [["edge", "page"], ["edge", "card"], ["brand", "page"], ["brand", "card"]] as [string, string][];

/** The same with an organisation's colours, as the host shades them (src-tauri/core/src/workspace/brand.rs). */
const own = Object.entries({ blue: ["#000091", "#7575c3"], red: ["#e1000f", "#e73843"], yellow: ["#7a7200", "#ffef00"] }).flatMap(([name, [onLight = "", onDark = ""]]) =>
  ([["light", light], ["dark", { ...light, ...dark }]] as const).map(([theme, colors]): [string, Record<string, string>] => {
    const put = Object.entries(shades({ light: onLight, dark: onDark }, theme)).map(([name, hex]) => [name, hex.slice(1)]);
    return [`${theme}, ${name}`, { ...colors, ...Object.fromEntries(put) }];
  }),
);

describe.each([["light", light], ["dark", { ...light, ...dark }], ...own] as [string, Record<string, string>][])("%s", (_, colors) => {
  test.each(text)("%s reads on %s", (front, back) => expect(contrast(colors[front] ?? "", colors[back] ?? "")).toBeGreaterThanOrEqual(4.5));
  test.each(signs)("%s is seen on %s", (front, back) => expect(contrast(colors[front] ?? "", colors[back] ?? "")).toBeGreaterThanOrEqual(3));
});

test("white letters read on the twelve colours of the tiles", () => {
  const tiles = Object.entries(light).filter(([name]) => name.startsWith("tile-"));
  expect(tiles).toHaveLength(12);
  for (const [, hex] of tiles) expect(contrast("ffffff", hex)).toBeGreaterThanOrEqual(4.5);
});
