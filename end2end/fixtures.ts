// What every browser test starts from: a server of its own with fresh demonstration data, and a page
// that has to stay free of errors. Import `test` and `expect` from here.

import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import * as fs from "node:fs";
import { accounts, signIn } from "./accounts.mjs";
import { DEMONSTRATION } from "./global-setup";
import { startServer } from "./server.mjs";

export { accounts, expect, signIn };

interface Own {
  /** What the browser may log about a connection that the test takes away. Nothing, unless told. */
  expectedError: RegExp | undefined;
  quietConsole: void;
}

export const test = base.extend<Own>({
  expectedError: [undefined, { option: true }],

  // One server for each test: no test sees what another one changed, in any order, side by side.
  baseURL: async ({}, use, info) => {
    const server = await startServer({ from: DEMONSTRATION });
    await use(server.url);
    if (info.status !== info.expectedStatus) {
      await info.attach("server.log", { body: server.readLog(), contentType: "text/plain" });
    }
    await server.stop();
  },

  // An exception, a failed hydration or a breach of the content security policy fails the test,
  // whatever it was about.
  quietConsole: [
    async ({ page, expectedError }, use) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => {
        // An answer such as 403 is a page like any other here, but Chromium logs it.
        const status = /Failed to load resource: the server responded with a status of [45]\d\d/;
        const text = message.text();
        if (message.type() !== "error" || status.test(text) || expectedError?.test(text)) return;
        errors.push(text);
      });
      await use();
      expect(errors, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

/** Comes to the site by its front door and logs in, where there is an account. */
export async function enter(page: Page, account?: { email: string; password: string }) {
  if (account) await signIn(page, account);
  else await page.goto("/");
}

/**
 * Opens an address as it stands, for what nobody can click to, and says why: a link in a letter, a bookmark, a second
 * tab, an address that was typed. No spec opens an address in another way: doors.spec.ts looks.
 */
export async function jump(page: Page, address: string, why: string) {
  await test.step(why, () => page.goto(address), { box: true });
}

/** A link of the menu. */
export function menu(page: Page, words: string): Locator {
  return page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: words, exact: true });
}

/** Logs out, and waits until that is so: whatever is opened next would break the form off on its way. */
export async function logOut(page: Page) {
  const button = page.getByRole("button", { name: "Log out" });
  await button.click();
  await expect(button).toHaveCount(0);
}

export async function openMenu(page: Page, words: string) {
  await follow(page, menu(page, words));
}

/** Follows a link to another page, and waits until that one is there: its address comes before its heading. */
export async function follow(page: Page, link: Locator) {
  await ready(page);
  const heading = page.getByRole("heading", { level: 1 });
  const before = await heading.innerText();
  const address = new URL((await link.getAttribute("href"))!, page.url()).href;
  await link.click();
  await expect(page).toHaveURL(address);
  await expect(heading).not.toHaveText(before);
  await ready(page);
}

/** Fills in a date of three fields: the only one of the page, or the one of this name. */
export async function enterDay(page: Page, day: Date, name?: string) {
  const date = name ? page.getByRole("group", { name }) : page;
  await date.getByLabel("Day").fill(String(day.getUTCDate()));
  await date.getByLabel("Month").fill(String(day.getUTCMonth() + 1));
  await date.getByLabel("Year").fill(String(day.getUTCFullYear()));
}

/** Searches from the box of the home page or of the page of users. */
export async function searchFor(page: Page, text: string) {
  await ready(page);
  await page.getByLabel("Find a user").fill(text);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/\/users\?(.*&)?q=/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Users");
  await ready(page);
}

/** Searches for a user and opens them from the list. */
export async function openUser(page: Page, text: string, name: string) {
  await searchFor(page, text);
  await page.getByRole("table").getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  await ready(page);
}

/** Opens what a practice's card on the home page leads to. */
export async function openFromCard(page: Page, words: "GPs" | "What was changed", practice: string) {
  await follow(page, page.getByRole("link", { name: `${words} at ${practice}` }));
}

/** Opens the users of the only practice one administers. */
export async function openOwnPractice(page: Page) {
  await openMenu(page, "Your practice");
}

/** Opens the users of one of many practices. */
export async function openPracticeUsers(page: Page, practice: string) {
  await openMenu(page, "Practices");
  await follow(page, page.getByRole("main").getByRole("link", { name: practice, exact: true }));
}

/** Opens from the home page what waits for whoever is logged in. */
export async function openTasks(page: Page) {
  await follow(page, page.getByRole("link", { name: /^You have \d+ tasks?$/ }));
}

export async function openAccount(page: Page) {
  await follow(page, page.getByRole("navigation", { name: "Account" }).getByRole("link").first());
}

export async function openSecondFactor(page: Page) {
  await openAccount(page);
  await follow(page, page.getByRole("link", { name: "Change second factor" }));
}

/** Goes from the start page of a visitor to where one logs in. */
export async function openLogIn(page: Page) {
  await follow(page, page.getByRole("main").getByRole("button", { name: "Log in" }));
}

/** The page breaks none of the rules of WCAG 2.2 AA that a program can check. */
export async function expectAccessible(page: Page) {
  const scripted = test.info().project.use.javaScriptEnabled !== false;
  // What lies under the pointer by chance is shown differently, a link without its line.
  await page.mouse.move(0, 0);
  const checked = scripted ? page : await copyWithoutScripts(page);
  const { violations } = await new AxeBuilder({ page: checked })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  if (!scripted) await checked.context().close();

  const found = violations.map(({ id, help, nodes }) => ({
    rule: id,
    help,
    where: nodes.map((node) => node.html),
  }));
  expect(found).toEqual([]);
}

// The checker is a script itself. Where scripts are off it looks at the same page, at the same
// address, in a browser that runs scripts but gets none of ours.
async function copyWithoutScripts(page: Page): Promise<Page> {
  const html = (await page.content()).replace(/<script\b[^>]*>.*?<\/script>/gs, "");
  const context = await page
    .context()
    .browser()!
    .newContext({ viewport: page.viewportSize(), javaScriptEnabled: true });
  const copy = await context.newPage();
  await copy.route(page.url(), (route) => route.fulfill({ contentType: "text/html", body: html }));
  await copy.goto(page.url());
  return copy;
}

/** Waits until WebAssembly has taken over the page that the server rendered. */
export async function hydrated(page: Page) {
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
}

/** Waits for WebAssembly where the page has it and scripts run, so that the journey goes the way it is named for. */
export async function ready(page: Page) {
  if (test.info().project.use.javaScriptEnabled === false) return;
  // What the browser is told to load stands before the heading.
  await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
  if (await page.locator('link[rel="preload"][type="application/wasm"]').count()) await hydrated(page);
}

/** Downloads what the link leads to, and reads it as rows: the heads of the columns first. */
export async function downloadedRows(link: Locator): Promise<string[][]> {
  const begun = link.page().waitForEvent("download");
  await link.click();
  const text = fs.readFileSync(await (await begun).path(), "utf8");
  expect(text.startsWith("\ufeff"), "the mark by which Excel knows UTF-8").toBe(true);
  const lines = text.slice(1).split("\r\n");
  expect(lines.pop(), "what follows the last row").toBe("");
  return lines.map(cells);
}

// None of the demonstration's texts has a line break, so a line is a row.
function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
