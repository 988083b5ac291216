// Every link of every page leads where it says, for every kind of user, with and without JavaScript and on a phone. New
// pages are covered as soon as a link leads to them.

import { Crawl } from "./crawl";
import { accounts, enter, expect, hydrated, ready, test } from "./fixtures";

const KINDS = {
  "a visitor": undefined,
  "a member": accounts.member,
  "a GP": accounts.gp,
  "an administrator of one practice": accounts.administrator,
  "an administrator of three practices": accounts.practiceManager,
  "a registration officer": accounts.registration,
};

for (const [who, account] of Object.entries(KINDS)) {
  test(`every link that ${who} finds leads where it says`, { tag: "@phone" }, async ({ page }) => {
    test.setTimeout(240_000);
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
