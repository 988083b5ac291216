// Links lead where they say also while the program is still on its way, when every page is a document yet. In a file of
// its own because of its browser: what crawl.spec.ts leaves out of it would report a program that was left on its way.

import { Crawl } from "./crawl";
import { accounts, enter, expect, test } from "./fixtures";

const KINDS = {
  "an administrator of one practice": accounts.administrator,
  "a member": accounts.member,
  "a visitor": undefined,
};

for (const [who, account] of Object.entries(KINDS)) {
  test(`links lead ${who} where they say before the program has come`, async ({ page }) => {
    test.skip(test.info().project.use.javaScriptEnabled === false, "no program ever comes");
    test.setTimeout(600_000);
    await page.route("**/*.wasm", () => new Promise(() => {}));
    await enter(page, account);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const crawl = new Crawl(page, { scripted: false, touch: false, tabs: true }, !account);
    await crawl.walk();
    expect(crawl.faults.join("\n"), "what does not lead where it says").toBe("");
    await expect(page.locator("html[data-hydrated]")).toHaveCount(0);
    expect(crawl.pages.size).toBeGreaterThan(4);
  });
}
