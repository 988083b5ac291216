// Takes full-page screenshots of pages, on a wide and on a narrow screen, to look at them:
//
//     node end2end/screenshots.mjs administrator /tmp/shots / /users '/users?q=ng'
//
// The first argument names an account of accounts.mjs, or "nobody"; then the folder, then the paths.
// A server with fresh demonstration data is started for it. BASE_URL=http://127.0.0.1:3000 uses a
// running one instead.
//
// Without arguments it makes the picture of the README anew, docs/summary.png.

import * as fs from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { accounts, signIn } from "./accounts.mjs";
import { launchOptions } from "./browser.mjs";
import { makeDemonstration, startServer } from "./server.mjs";

const isForReadme = process.argv.length === 2;
const [who, folder, ...paths] = isForReadme
  ? ["administrator", "docs", "/practices/ZZ9001/users"]
  : process.argv.slice(2);
if (!paths.length || !(who === "nobody" || who in accounts)) {
  const names = ["nobody", ...Object.keys(accounts)].join(" | ");
  console.error(`usage: node end2end/screenshots.mjs [${names} FOLDER PATH...]`);
  process.exit(1);
}

let server;
if (!process.env.BASE_URL) {
  const database = path.resolve("target/end2end/screenshots.db");
  makeDemonstration(database);
  server = await startServer({ from: database });
}
const baseURL = process.env.BASE_URL ?? server.url;

fs.mkdirSync(folder, { recursive: true });
const browser = await chromium.launch(launchOptions);
try {
  for (const width of isForReadme ? [1280] : [1280, 390]) {
    const page = await browser.newPage({ baseURL, viewport: { width, height: 900 } });
    if (who !== "nobody") await signIn(page, accounts[who]);
    for (const address of paths) {
      await page.goto(address, { waitUntil: "networkidle" });
      const name = address.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";
      const file = path.join(folder, isForReadme ? "summary.png" : `${name}-${width}.png`);
      await page.screenshot({ path: file, fullPage: true });
      console.log(file);
    }
    await page.close();
  }
} finally {
  await browser.close();
  await server?.stop();
}
