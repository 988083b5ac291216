// How pages look: as the design system says, element by element, and as they did when somebody last looked at them.
// The style is the same with and without JavaScript, so this runs once, at both widths.
//
// The pictures are in screenshots/. After a change that was meant, this makes them anew, to be looked at in the diff:
//
//     npx playwright test --config end2end/playwright.config.ts --project look --update-snapshots=all
//
// With the same packages of Debian no pixel differs. One of a thousand may, for the sake of a newer browser.

import type { Page } from "@playwright/test";
import { DRAWN_WITH, SIGNS } from "./design-system";
import { accounts, expect, hydrated, logOut, signIn, test } from "./fixtures";
import { DEMONSTRATION } from "./global-setup";
import { faults, fontsOf } from "./measure";
import { colour } from "./scales";
import { letter } from "./server.mjs";

interface Kind {
  who?: keyof typeof accounts;
  address: string;
  /** Leads from the address to what is looked at. */
  go?: (page: Page) => Promise<unknown>;
  /** What its picture begins with, unless it is the head of the page; null: it has none. */
  from?: string | null;
  /** On paper it has sizes of its own, so that it fits. */
  fitsPaper?: boolean;
}

const SUMMARY = "/practices/ZZ9001/users";

const kinds: Record<string, Kind> = {
  start: { address: "/" },
  "sign-in": { address: "/sign-in" },
  errors: {
    address: "/sign-in",
    go: async (page) => {
      await page.getByRole("button", { name: "Log in", exact: true }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  help: { address: "/help/getting-access" },
  missing: { address: "/no-such-page" },
  // What there is to do changes too often for a picture of it.
  home: { who: "administrator", address: "/", from: null },
  "search results": {
    who: "registration",
    address: "/users?q=jones",
    go: (page) => page.getByText("Filter and order", { exact: true }).click(),
    from: ".app-chosen",
  },
  "role table": {
    who: "administrator",
    address: "/users?q=patel",
    go: async (page) => {
      await page.getByRole("table").getByRole("link", { name: "Priya Patel" }).click();
      await page.getByRole("heading", { level: 1, name: "Priya Patel" }).waitFor();
    },
    from: ".app-role-table",
  },
  summary: { who: "administrator", address: SUMMARY, from: ".app-grid", fitsPaper: true },
  "summary by role": { who: "administrator", address: `${SUMMARY}?view=roles`, from: ".app-toolbar", fitsPaper: true },
  GPs: { who: "administrator", address: "/practices/ZZ9001/performers", from: "table" },
  history: { who: "administrator", address: "/practices/ZZ9001/history" },
  account: { who: "gp", address: "/account?done=details" },
  // They are different ones each time.
  "recovery codes": { who: "administrator", address: "/account/second-factor/recovery-codes", from: null },
};

const screens = [
  ["phone", { width: 390, height: 640 }],
  ["wide", { width: 1280, height: 640 }],
] as const;

test.beforeAll("the fonts are there", async ({ browser }) => {
  const page = await browser.newPage();
  await page.setContent(
    `<p style="font-family: '${DRAWN_WITH}'">a</p><p style="font-family: '${SIGNS.drawnWith}'">✓</p>`,
  );
  const missing = "The browser does not have the fonts that pages are drawn with here. Run: scripts/need fonts";
  expect(await fontsOf(page, "p"), missing).toEqual([[DRAWN_WITH], [SIGNS.drawnWith]]);
  await page.close();
});

for (const [name, kind] of Object.entries(kinds)) {
  test(`a page looks as the design system says, and as it did: ${name}`, async ({ page }) => {
    await open(page, kind);
    for (const [screen, size] of screens) {
      await page.setViewportSize(size);
      expect.soft(await faults(page, name, screen), screen).toEqual([]);
    }
    await page.emulateMedia({ media: "print" });
    expect.soft(await faults(page, name, "paper", { ownSizes: kind.fitsPaper }), "on paper").toEqual([]);

    if (kind.from === null) return;
    await page.emulateMedia({ media: "screen" });
    await forgetDays(page);
    for (const [screen, size] of screens) {
      await page.setViewportSize(size);
      await page.evaluate((from) => from && document.querySelector(from)!.scrollIntoView(), kind.from);
      const picture = `${name.replaceAll(" ", "-")}-${screen}.png`;
      await expect.soft(page).toHaveScreenshot(picture, { maxDiffPixelRatio: 0.001 });
    }
  });
}

async function open(page: Page, { who, address, go }: Kind) {
  if (who) await signIn(page, accounts[who]);
  await page.goto(address);
  if (await page.locator("script[type=module]").count()) await hydrated(page);
  await go?.(page);
  // What has the focus, or lies under the pointer, looks different.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.mouse.move(0, 0);
}

/** The demonstration counts its days from today, and makes up the numbers of its cases. */
async function forgetDays(page: Page) {
  await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const day = text.parentElement!.closest(".app-grid") ? "30 Nov 2030" : "30 November 2030";
      text.nodeValue = text
        .nodeValue!.replace(/\b\d{1,2} [A-Z][a-z]+ 20\d\d\b/g, day)
        .replace(/\b\d\d:\d\d\b/g, "12:00")
        .replace(/\bPL(-[0-9A-Z]{5}){2}\b/g, "PL-00000-00000");
    }
  });
}

/** Pages of text and pages that are mostly one table, of those who see most of them. */
const widths: [keyof typeof accounts, string[], string[]][] = [
  ["administrator", ["/", "/account", "/tasks", "/practices/ZZ9001/performers", "/help/getting-access"], ["/users", SUMMARY]],
  ["gp", ["/", "/performers/me", "/performers/me/join", "/ask?practice=ZZ9001"], []],
];

test("pages of text have the width of the design system, tables more, and a phone shows their beginning", async ({ page }) => {
  for (const [who, texts, tables] of widths) {
    await signIn(page, accounts[who]);
    for (const address of [...texts, ...tables]) {
      await page.goto(address);
      await page.setViewportSize({ width: 1280, height: 800 });
      const wide = await edges(page);
      expect.soft(wide.main.width, address).toBe(tables.includes(address) ? 1216 : 960);
      expect.soft(wide.header.left, `${address}: header and page begin at the same edge`).toBe(wide.main.left);
      if (texts.includes(address)) expect.soft(wide.paragraph, address).toBeLessThanOrEqual(640);
      await page.setViewportSize({ width: 390, height: 844 });
      const phone = await edges(page);
      expect.soft(phone.header.height, `${address}: a fifth of the screen at most`).toBeLessThanOrEqual(844 / 5);
      expect.soft(phone.heading, `${address}: its heading is on the first screen`).toBeLessThanOrEqual(844 / 2);
    }
    await logOut(page);
  }
});

/** How wide and where header and page are, the widest paragraph outside tables and cards, and where the heading ends. */
function edges(page: Page) {
  return page.evaluate(() => {
    const box = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
    const [header, main] = [".nhsuk-header__container", "main"].map(box);
    const paragraphs = [...document.querySelectorAll("main > p, .nhsuk-grid-column-two-thirds > p")];
    return {
      header: { left: header.left, height: box(".nhsuk-header").height },
      main: { left: main.left, width: main.width },
      paragraph: Math.max(0, ...paragraphs.map((one) => one.getBoundingClientRect().width)),
      heading: box("h1").bottom,
    };
  });
}

test("a letter looks like the pages", async ({ page }) => {
  await page.setContent(letter("password-reset", DEMONSTRATION));
  expect(new Set((await fontsOf(page, "body *")).flat())).toEqual(new Set([DRAWN_WITH]));
  const text = page.getByText("The link works once");
  await expect(text).toHaveCSS("font-size", "16px");
  await expect(text).toHaveCSS("line-height", "24px");
  await expect(text).toHaveCSS("color", colour("black"));
  const button = page.getByRole("link", { name: "Choose a new password" });
  await expect(button).toHaveCSS("font-weight", "700");
  await expect(button).toHaveCSS("color", colour("white"));
  await expect(button).toHaveCSS("background-color", colour("green"));
});
