import { chromium } from "@playwright/test";
import path from "node:path";
import { accounts, enterPassword, showCode, signIn } from "./accounts.mjs";
import { launchOptions } from "./browser.mjs";
import { makeDemonstration, startServer } from "./server.mjs";
const database = path.resolve("target/end2end/tmp-shots.db");
makeDemonstration(database);
const server = await startServer({ from: database });
const browser = await chromium.launch(launchOptions);
const dir="/tmp/t/fs/";
try {
  for (const width of [1280, 390]) {
    const shot = (page, n) => page.screenshot({ path: `${dir}${n}-${width}.png`, fullPage: true });
    const ctx = await browser.newContext({ baseURL: server.url, viewport: { width, height: 900 } });
    const page = await ctx.newPage();
    await enterPassword(page, accounts.administrator);
    await shot(page, "factor");
    await showCode(page);
    for (const [n,a] of [["home","/"],["account","/account"],["factors","/account/second-factor"],["codes","/account/second-factor/recovery-codes"],["mail","/mail"]]) { await page.goto(a); await shot(page, n); }
    await page.goto("/users"); 
    const href = await page.locator("main a[href^='/users/0']").nth(3).getAttribute("href");
    for (const [n,a] of [["wayin",href+"/sign-in"],["leave",href+"/leave?practice=ZZ9001"],["user",href],["reset",href+"/second-factor"]]) { await page.goto(a); await shot(page, n); }
    const ctx2 = await browser.newContext({ baseURL: server.url.replace("127.0.0.1","localhost"), viewport: { width, height: 900 } });
    const p2 = await ctx2.newPage();
    await p2.goto("/sign-in"); await shot(p2,"signin");
    await signIn(p2, accounts.gp);
    await p2.goto("/account/second-factor/app"); await shot(p2,"app");
    await p2.goto("/account/second-factor/passkey"); await shot(p2,"passkey");
    await ctx.close(); await ctx2.close();
  }
} finally { await browser.close(); await server.stop(); }
