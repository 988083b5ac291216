// Every link of every page leads where it says, for every kind of user, with and without JavaScript and on a phone. New
// pages are covered as soon as a link leads to them.

import { Crawl } from "./crawl";
import { accounts, enter, expect, ready, test } from "./fixtures";

/** Those with the longest way first, so that whoever works beside finishes at about the same time. */
const KINDS = {
  "a registration officer": accounts.registration,
  "an administrator of one practice": accounts.administrator,
  "an administrator of three practices": accounts.practiceManager,
  "a GP": accounts.gp,
  "a member": accounts.member,
  "a visitor": undefined,
};

for (const [who, account] of Object.entries(KINDS)) {
  test(`every link that ${who} finds leads where it says`, { tag: "@phone" }, async ({ page }) => {
    test.setTimeout(600_000);
    const { javaScriptEnabled, hasTouch } = test.info().project.use;
    await enter(page, account);
    await ready(page);
    const browser = { scripted: javaScriptEnabled !== false, touch: hasTouch === true };
    const crawl = new Crawl(page, browser, !account);
    await crawl.walk();
    expect(crawl.faults.join("\n"), "what does not lead where it says").toBe("");
    expect(crawl.pages.size).toBeGreaterThan(4);
    const links = [...crawl.pages.values()].flat().length;
    const lines = [...crawl.pages].map(([from, to]) => `  ${from} -> ${to.join(", ") || "nothing new"}`);
    console.log(`${who}: ${crawl.pages.size} forms of address, ${links} forms of link\n${lines.join("\n")}`);
  });
}

test("links lead where they say before the program has come", async ({ page }) => {
  test.skip(test.info().project.use.javaScriptEnabled === false, "no program ever comes");
  test.setTimeout(600_000);
  await page.route("**/*.wasm", () => new Promise(() => {}));
  await enter(page, accounts.member);
  const crawl = new Crawl(page, { scripted: false, touch: false }, false);
  await crawl.walk();
  expect(crawl.faults.join("\n"), "what does not lead where it says").toBe("");
  await expect(page.locator("html[data-hydrated]")).toHaveCount(0);
  expect(crawl.pages.size).toBeGreaterThan(4);
});

test("a middle click opens the link in another tab and leaves the page where it is", async ({ page, context }) => {
  await enter(page, accounts.administrator);
  await ready(page);
  for (const name of ["Users", "Help"]) {
    const link = page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name, exact: true });
    const [beside] = await Promise.all([context.waitForEvent("page"), link.click({ button: "middle" })]);
    await expect(beside).toHaveURL((await link.getAttribute("href"))!);
    await beside.close();
  }
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Welcome");
});
