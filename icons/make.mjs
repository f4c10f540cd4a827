// Draws every size from the SVG sources: `npm run icons` in ui/ (which brings resvg), after changing a drawing.
// The outputs are committed, so that a build needs no Node for them. ICO and ICNS are plain containers of PNGs.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Resvg } = createRequire(new URL("../ui/package.json", import.meta.url))("@resvg/resvg-js");
const at = (path) => new URL(path, import.meta.url);

function png(source, size) {
  const svg = readFileSync(at(source), "utf8");
  return Buffer.from(new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng());
}

/** Windows icon: a directory of 16-byte entries, then the pictures. */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, data }, index) => {
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry); // 256 is written 0
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(data.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += data.length;
  });
  return Buffer.concat([head, ...pictures.map(({ data }) => data)]);
}

/** macOS icon: a length-prefixed list of four-letter types, each holding a PNG. */
function icns(pictures) {
  const chunk = (type, data) => {
    const head = Buffer.alloc(8);
    head.write(type, "latin1");
    head.writeUInt32BE(data.length + 8, 4);
    return Buffer.concat([head, data]);
  };
  return chunk("icns", Buffer.concat(pictures.map(({ type, data }) => chunk(type, data))));
}

const app = (size) => png("parvis.svg", size);

for (const [name, size] of [["32x32", 32], ["128x128", 128], ["128x128@2x", 256], ["icon", 512]]) {
  writeFileSync(at(`${name}.png`), app(size));
}
writeFileSync(at("icon.ico"), ico([16, 24, 32, 48, 256].map((size) => ({ size, data: app(size) }))));
writeFileSync(
  at("icon.icns"),
  icns([["ic11", 32], ["ic12", 64], ["ic07", 128], ["ic08", 256], ["ic09", 512], ["ic10", 1024]]
    .map(([type, size]) => ({ type, data: app(size) }))),
);
for (const state of ["signed-in", "attention", "signed-out", "offline"]) {
  for (const size of [22, 32, 44]) {
    writeFileSync(at(`tray/${state}-${size}.png`), png(`tray/${state}.svg`, size));
  }
}
