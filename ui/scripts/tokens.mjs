// Writes src/style/tokens.css: the Cunningham colours that the window uses, under the window's own names,
// one value for light and one for dark. Run it with `npm run tokens` after changing the table or the package.
import { readFileSync, writeFileSync } from "node:fs";

const source = readFileSync(
  new URL("../node_modules/@gouvfr-lasuite/cunningham-tokens/dist/cunningham-tokens.css", import.meta.url),
  "utf8",
);

/** name: [light, dark]; "half" mixes it with as much white. */
const themed = {
  page: ["gray-025", "gray-950"],
  card: ["gray-000", "gray-900"],
  raised: ["gray-000", "gray-850"],
  hover: ["gray-050", "gray-800"],
  ink: ["gray-900", "gray-050"],
  soft: ["gray-600", "gray-300"],
  line: ["gray-100", "gray-800"],
  "line-hover": ["gray-250", "gray-650"],
  // The edge of a field must be told from the page at 3:1 (WCAG 1.4.11).
  edge: ["gray-450", "gray-500"],
  brand: ["brand-550", "brand-300"],
  "brand-hover": ["brand-650", "brand-200"],
  "on-brand": ["gray-000", "brand-950"],
  "brand-ink": ["brand-600", "brand-250"],
  "brand-soft": ["brand-050", "brand-850"],
  "info-ground": ["info-050", "info-850"],
  "info-line": ["info-150", "info-750"],
  "info-ink": ["info-600", "info-250"],
  // Cunningham's lightest yellow still shouts on a grey and white desk: half of it.
  "warning-ground": ["warning-050 half", "warning-850"],
  "warning-line": ["warning-150 half", "warning-750"],
  "warning-ink": ["warning-600", "warning-200"],
  "error-ground": ["error-050", "error-850"],
  "error-line": ["error-150", "error-750"],
  "error-ink": ["error-600", "error-300"],
};

/** The twelve colours of a tile without an icon, in the order of `TileView.color`; white letters read on each. */
const tiles = [
  "brand-600",
  "purple-600",
  "green-600",
  "orange-600",
  "blue-2-600",
  "pink-600",
  "brand-700",
  "yellow-600",
  "red-600",
  "brown-600",
  "gray-650",
  "purple-700",
];

function color(wanted) {
  const [name, half] = wanted.split(" ");
  const found = source.match(new RegExp(`--c--globals--colors--${name}: #([0-9A-F]{6});`));
  if (!found) throw new Error(`Cunningham has no colour ${name}`);
  const parts = found[1].match(/../g).map((part) => parseInt(part, 16));
  const mixed = half ? parts.map((part) => Math.round((part + 255) / 2)) : parts;
  return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

const lines = (indent, entries) => entries.map(([name, from]) => `${indent}--${name}: ${color(from)};`).join("\n");
const side = (index) => Object.entries(themed).map(([name, pair]) => [name, pair[index]]);

writeFileSync(
  new URL("../src/style/tokens.css", import.meta.url),
  `/* Written by scripts/tokens.mjs from the Cunningham tokens (MIT). Change the script, not this file. */
:root {
${lines("  ", side(0))}
${lines("  ", tiles.map((name, index) => [`tile-${index}`, name]))}
}

:root[data-theme="dark"] {
${lines("  ", side(1))}
}
`,
);
