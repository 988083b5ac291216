// Journeys begin at the front door and go on by clicking, as people do: tests that open pages by their address do not
// notice a link that leads nowhere. That holds for what specs call as well, so every file here is read.

import { expect, test } from "@playwright/test";
import * as fs from "node:fs";
import path from "node:path";

/** Not journeys. */
const EXEMPT: Record<string, string> = {
  "look.spec.ts": "about pixels: which way led to a page makes no difference to its picture",
  "screenshots.mjs": "takes pictures for people, and tests nothing",
  [path.basename(import.meta.filename)]: "names what it looks for",
};

/** What opens an address without a click. */
const OPENS = /\.goto\(|\.reload\(|\blocation\s*=[^=]|\blocation\.(href\s*=[^=]|assign|replace|reload)|\bwindow\.open\(|history\.(pushState|replaceState|go)\b/;

/** Where that is right, and why. */
const ALLOWED: Record<string, string> = {
  'fixtures.ts: else await page.goto("/");': "the front door",
  'accounts.mjs: await page.goto("/");': "the front door",
  "fixtures.ts: await test.step(why, () => page.goto(address), { box: true });": "jump, whose calls say why",
  "fixtures.ts: await copy.goto(page.url());": "the copy of a page for the checker of accessibility",
  "crawl.ts: await this.page.goto(address);": "the rest is walked through after a fault, which is told",
  "accounts.mjs: await page.reload();": "the demonstration shows a code that was not used yet",
  "users.hydrate.spec.ts: await page.reload();": "people reload, and the journey is about that",
  "state.spec.ts: await page.reload();": "people reload, and the journey is about that",
};

/** A call of jump on one line, whose last argument is a sentence or the name of one. */
const WITH_REASON = /\bjump\(.*, (?:"[^"]{8,}"|[A-Z][A-Z_]+)\);/;

const lines = fs
  .readdirSync(import.meta.dirname)
  .filter((name) => /\.(ts|mjs)$/.test(name) && !(name in EXEMPT))
  .flatMap((name) =>
    fs
      .readFileSync(path.join(import.meta.dirname, name), "utf8")
      .split("\n")
      .map((line) => `${name}: ${line.trim()}`),
  );

test("no journey and nothing that journeys call opens a page by its address, unless by jump", () => {
  const opening = [...new Set(lines.filter((line) => OPENS.test(line)))];
  expect(opening.sort()).toEqual(Object.keys(ALLOWED).sort());
});

test("every jump to an address says why", () => {
  const jumps = lines.filter((line) => /\bjump\(/.test(line) && !line.includes("export async function jump("));
  expect(jumps.length).toBeGreaterThan(0);
  expect(jumps.filter((line) => !WITH_REASON.test(line))).toEqual([]);
});
