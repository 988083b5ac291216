// Every link of every page leads where it says, for every kind of user, with and without JavaScript and on a phone. New
// pages are covered as soon as a link leads to them.

import { launchOptions, WITHOUT_NEW_FRAMES } from "./browser.mjs";
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

/** From which links are opened in another tab as well, by an administrator who has them all. */
const REGIONS = ["nhsuk-header", "Account", "Menu", "text", "nhsuk-back-link", "nhsuk-footer", "nhsuk-card", "nhsuk-table"];

test.use({ launchOptions: { ...launchOptions, args: [...launchOptions.args, WITHOUT_NEW_FRAMES] } });

for (const [who, account] of Object.entries(KINDS)) {
  test(`every link that ${who} finds leads where it says`, { tag: "@phone" }, async ({ page }) => {
    test.setTimeout(600_000);
    const { javaScriptEnabled, hasTouch } = test.info().project.use;
    await enter(page, account);
    await ready(page);
    const browser = { scripted: javaScriptEnabled !== false, touch: hasTouch === true, tabs: !hasTouch };
    const crawl = new Crawl(page, browser, !account);
    await crawl.walk();
    expect(crawl.faults.join("\n"), "what does not lead where it says").toBe("");
    expect(crawl.pages.size).toBeGreaterThan(4);
    if (browser.tabs && account === accounts.administrator) {
      const regions = new Set([...crawl.besides].map((region) => region.split(": ")[1]));
      expect([...regions]).toEqual(expect.arrayContaining(REGIONS));
    }
    const links = [...crawl.pages.values()].flat().length;
    const lines = [...crawl.pages].map(([from, to]) => `  ${from} -> ${to.join(", ") || "nothing new"}`);
    console.log(`${who}: ${crawl.pages.size} forms of address, ${links} forms of link\n${lines.join("\n")}`);
  });
}
