// Prints the licences of every library that is inside the programs, as most of them ask of whoever hands them on:
// `node licences.mjs parvis parvisctl`.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const programs = process.argv.slice(2);
const hasInterface = programs.includes("parvis");
const features = hasInterface ? ["--features=parvis/custom-protocol"] : [];

const metadata = JSON.parse(
  execFileSync("cargo", ["metadata", "--locked", "--format-version=1", ...features], {
    cwd: root,
    maxBuffer: 1 << 28,
  }),
);

/** The packages that end up in the programs: normal dependencies, as resolved for this system. */
function shipped() {
  const tree = ["--locked", "--edges=normal", "--prefix=none", "--format={p}", ...programs.map((name) => `-p=${name}`)];
  const names = execFileSync("cargo", ["tree", ...tree, ...features], { cwd: root, encoding: "utf8" });
  const wanted = new Set(names.split("\n").map((line) => line.split(" ").slice(0, 2).join(" ")));
  return metadata.packages
    .filter((crate) => crate.source && wanted.has(`${crate.name} v${crate.version}`))
    .map((crate) => ({ ...crate, folder: dirname(crate.manifest_path) }));
}

/** What Vite bundles into the interface: the few run-time dependencies. */
function interfaceParts() {
  const { dependencies } = JSON.parse(readFileSync(join(root, "ui/package.json"), "utf8"));
  return Object.keys(dependencies).map((name) => {
    const folder = join(root, "ui/node_modules", name);
    return { ...JSON.parse(readFileSync(join(folder, "package.json"), "utf8")), folder };
  });
}

function texts(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|copyright|notice|unlicense)/i.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), "utf8").trim());
}

/** Most libraries carry the same few texts: each is printed once, under the names of those that carry it. */
const carriers = new Map();
const index = [];
for (const part of [...shipped(), ...(hasInterface ? interfaceParts() : [])]) {
  const name = `${part.name} ${part.version}`;
  index.push(`${name}: ${part.license ?? "see its text"}`);
  for (const text of texts(part.folder)) {
    const same = text.replace(/\s+/g, " ");
    const carried = carriers.get(same) ?? { text, names: [] };
    carriers.set(same, { ...carried, names: [...carried.names, name] });
  }
}

console.log("Parvis contains these libraries:\n");
console.log(index.join("\n"));
for (const { text, names } of carriers.values()) console.log(`\n${"=".repeat(78)}\n${names.join(", ")}\n\n${text}`);
