// Measures how soon pages are seen and answer on a slow line, as Lighthouse's "slow 4G" has it: 150 ms there and back,
// 1.6 Mbit/s, a processor four times slower. Chromium's own throttling does it; nothing is kept from page to page.
//
//     scripts/need chromium && PROGRAM=target/release/practice-access node scripts/bench-line.mjs
//
// ROUNDS says how often each page is loaded (5). The medians are printed, with the least and the most.
import path from "node:path";
import { chromium } from "@playwright/test";
import { accounts, signInByForm } from "../end2end/accounts.mjs";
import { launchOptions } from "../end2end/browser.mjs";
import { makeDemonstration, startServer } from "../end2end/server.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = { seen: 0.9, interactive: 2.0, next: 0.6 };
/** Each page, and what is clicked there to come to a next one inside the program. */
const PAGES = [
  ["/", undefined],
  ["/users", "Home"],
  ["/users/new", undefined],
  ["/practices/ZZ9001/users", "History"],
  ["/practices/ZZ9001/history", "Users and roles"],
];
const BITS = 1.6e6;

/** Loads a page with nothing kept, and gives seconds. */
async function measure(browser, server, cookie, address, next) {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 390, height: 844 } });
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", {
    offline: false, latency: 150, downloadThroughput: BITS / 8, uploadThroughput: 750e3 / 8,
  });
  await line.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    const watch = () => document.documentElement?.dataset.hydrated !== undefined && performance.mark("interactive");
    new MutationObserver(watch).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-hydrated"] });
  });
  await page.goto(address);
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
  const times = await page.evaluate(() => {
    const at = (name) => performance.getEntriesByName(name)[0].startTime / 1000;
    return { seen: at("first-contentful-paint"), interactive: at("interactive") };
  });
  if (next) {
    const link = page.getByRole("link", { name: next, exact: true }).first();
    const heading = await page.locator("h1").innerText();
    const begun = performance.now();
    // Clicked where it is, without the waiting that Playwright does for people's eyes.
    await link.evaluate((element) => element.click());
    await page.waitForFunction((before) => document.querySelector("h1") && document.querySelector("h1").innerText !== before, heading);
    times.next = (performance.now() - begun) / 1000;
  }
  await context.close();
  return times;
}

const database = path.resolve("target/end2end/bench-line.db");
makeDemonstration(database);
const server = await startServer({ from: database });
const browser = await chromium.launch(launchOptions);
try {
  const cookie = await signInByForm(server.url, accounts.administrator);
  console.log("median (least to most), seconds".padEnd(34) + Object.entries(SECONDS).map(([what, goal]) => `${what}, at most ${goal}`.padStart(26)).join(""));
  for (const [address, next] of PAGES) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(browser, server, cookie, address, next));
    const columns = Object.keys(SECONDS).map((what) => {
      const all = rounds.map((times) => times[what]).sort((a, b) => a - b);
      if (all[0] === undefined) return "";
      return `${all[all.length >> 1].toFixed(2)} (${all[0].toFixed(2)} to ${all.at(-1).toFixed(2)})`;
    });
    console.log(address.padEnd(34) + columns.map((text) => text.padStart(26)).join(""));
  }
} finally {
  await browser.close();
  await server.stop();
}
