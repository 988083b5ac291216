// Puts together target/site, the folder of files that the server hands out as they are:
//
//     node scripts/site.mjs PARTS_DIRECTORY
//
// PARTS_DIRECTORY holds practice-access.js, .wasm and .css. Their names get a hash of their content,
// so that a browser may keep them for ever and still sees a new version at once; Leptos reads the
// hashes in hash.txt and writes the names into the page. Everything is compressed here, once, as
// hard as it goes, instead of on every request.

import { createHash } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const SITE = "target/site";
const ICONS = "node_modules/nhsuk-frontend/dist/nhsuk/assets/images";
const [parts] = process.argv.slice(2);

// What was there may have other names.
fs.rmSync(SITE, { recursive: true, force: true });
fs.cpSync("public", SITE, { recursive: true });
fs.mkdirSync(path.join(SITE, "pkg"));

let hashes = "";
for (const kind of ["js", "wasm", "css"]) {
  const content = fs.readFileSync(path.join(parts, `practice-access.${kind}`));
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 16);
  fs.writeFileSync(path.join(SITE, "pkg", `practice-access.${hash}.${kind}`), content);
  hashes += `${kind}: ${hash}\n`;
}

// JavaScript that Rust crates bring along is imported by a path that already holds a hash.
const snippets = path.join(parts, "snippets");
if (fs.existsSync(snippets)) {
  fs.cpSync(snippets, path.join(SITE, "pkg", "snippets"), { recursive: true });
}

// The few icons of the design system that the stylesheet draws.
const style = fs.readFileSync(path.join(parts, "practice-access.css"), "utf8");
const icons = new Set([...style.matchAll(/url\("?\/assets\/images\/([^")]+)/g)].map((m) => m[1]));
fs.mkdirSync(path.join(SITE, "assets", "images"), { recursive: true });
for (const icon of icons) {
  fs.copyFileSync(path.join(ICONS, icon), path.join(SITE, "assets", "images", icon));
}

for (const name of fs.readdirSync(SITE, { recursive: true })) {
  const file = path.join(SITE, name);
  if (!fs.statSync(file).isFile() || /\.(png|ico)$/.test(file)) continue;
  const content = fs.readFileSync(file);
  const brotli = zlib.brotliCompressSync(content, {
    params: { [zlib.constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  fs.writeFileSync(`${file}.br`, brotli);
  fs.writeFileSync(`${file}.gz`, zlib.gzipSync(content, { level: 9 }));
}

// Last, because its date tells make that everything is there.
fs.writeFileSync(path.join(SITE, "hash.txt"), hashes);
