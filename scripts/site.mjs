// Puts together target/site, the folder of files that the server hands out as they are:
//
//     node scripts/site.mjs PARTS_DIRECTORY [SITE_DIRECTORY as-it-is]
//
// PARTS_DIRECTORY holds the program's modules, its JavaScript and the stylesheet. They go into a folder
// whose name is a hash of them all, so that a browser may keep them for ever and still sees a new version
// at once; site.json tells the server the folder and the modules of each part of the program. Everything
// is compressed here, once, as hard as it goes, instead of on every request; "as-it-is" leaves that out, and makes
// another folder, for a server on a developer's own machine.

import { createHash } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const ICONS = "node_modules/nhsuk-frontend/dist/nhsuk/assets/images";
const [parts, SITE = "target/site", asItIs] = process.argv.slice(2);

// What was there may have other names.
fs.rmSync(SITE, { recursive: true, force: true });
fs.cpSync("public", SITE, { recursive: true });

const files = fs.readdirSync(parts).filter((name) => /\.(js|wasm|css)$/.test(name));
const contents = files.map((name) => fs.readFileSync(path.join(parts, name)));
const hash = createHash("sha256");
for (const content of contents) hash.update(content);
const folder = hash.digest("base64url").slice(0, 16);
fs.mkdirSync(path.join(SITE, "pkg", folder), { recursive: true });
files.forEach((name, at) => fs.writeFileSync(path.join(SITE, "pkg", folder, name), contents[at]));

// JavaScript that Rust crates bring along is imported by a path that already holds a hash.
const snippets = path.join(parts, "snippets");
if (fs.existsSync(snippets)) {
  fs.cpSync(snippets, path.join(SITE, "pkg", folder, "snippets"), { recursive: true });
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
  if (asItIs || !fs.statSync(file).isFile() || /\.(png|ico)$/.test(file)) continue;
  const content = fs.readFileSync(file);
  const brotli = zlib.brotliCompressSync(content, {
    params: { [zlib.constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  fs.writeFileSync(`${file}.br`, brotli);
  fs.writeFileSync(`${file}.gz`, zlib.gzipSync(content, { level: 9 }));
}

// Last, because its date tells make that everything is there.
const list = { folder, parts: JSON.parse(fs.readFileSync(path.join(parts, "parts.json"), "utf8")) };
fs.writeFileSync(path.join(SITE, "site.json"), JSON.stringify(list));
