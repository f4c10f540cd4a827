// What ships, looked at once built: nothing inline that the window's policy would refuse, and no fake host.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => [name, readFileSync(`${parentPath}/${name}`, "utf8")]);
const refused = [];

for (const [name, text] of files) {
  const never = (pattern, why) => pattern.test(text) && refused.push(`${name}: ${why}`);
  if (name.endsWith(".html")) {
    never(/<style|\sstyle=|\son\w+=/, "inline style or handler");
    never(/<script(?![^>]*\ssrc=)/, "inline script");
  }
  if (name.endsWith(".js")) {
    never(/\sstyle="/, "a template with a style attribute");
    never(/\beval\(|new Function\(/, "code made from text");
    never(/exemple\.gouv\.fr|Camille/, "the fake host");
  }
  never(/@import|@font-face/, "something to fetch");
  never(/https?:\/\/(?!www\.w3\.org\/|svelte\.dev\/e\/)/, "an address");
}
if (!files.some(([name]) => name === "index.html")) refused.push("no index.html");
for (const line of refused) console.error(line);
process.exitCode = refused.length === 0 ? 0 : 1;
