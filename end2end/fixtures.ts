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

/** Waits for WebAssembly where scripts run, so that the journey goes the way it is named for. */
export async function ready(page: Page) {
  if (test.info().project.use.javaScriptEnabled !== false) await hydrated(page);
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
