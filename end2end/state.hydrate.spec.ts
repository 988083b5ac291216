// Where a reader stands and what they see while they work on a page that WebAssembly runs.

import type { Page } from "@playwright/test";
import { accounts, expect, expectAccessible, hydrated, openMenu, openUser, signIn, test } from "./fixtures";

/** The box that has the focus, and the bar of changes, as far down the window as they are. */
async function places(page: Page) {
  return page.evaluate(() => {
    const bar = document.querySelector(".app-change-bar")!.getBoundingClientRect();
    const focused = document.activeElement!.getBoundingClientRect();
    return { bar: bar.height, covered: focused.bottom - bar.top, window: innerHeight };
  });
}

for (const [width, height] of [
  [1366, 900],
  [1366, 650],
  [390, 700],
]) {
  test(`24 changes take a third of a window of ${width} by ${height} at most`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await signIn(page, accounts.practiceManager);
    await openUser(page, "akhtar", "Imran Akhtar");
    const boxes = page.locator(".app-role-table input[type=checkbox]:enabled");
    for (let changed = 0; changed < 24; changed += 1) {
      // By keyboard: the browser brings what has the focus into view.
      await boxes.nth(changed).focus();
      await page.keyboard.press("Space");
      const { bar, covered, window } = await places(page);
      expect(bar, `the bar with ${changed + 1} changes`).toBeLessThanOrEqual(window / 3);
      expect(covered, `the box of change ${changed + 1} stands above the bar`).toBeLessThanOrEqual(0);
    }
    const bar = page.locator(".app-change-bar");
    await expect(bar).toContainText("24 changes");
    await bar.getByRole("listitem").last().scrollIntoViewIfNeeded();
    await expect(bar.getByRole("listitem").last()).toBeInViewport();
    await expect(page.getByRole("button", { name: "Update user" })).toBeInViewport();
    await expectAccessible(page);
  });
}

test("whoever is suggested and opened is where reading begins", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  for (const place of ["Home", "Users"]) {
    await openMenu(page, "Users");
    if (place === "Home") await openMenu(page, "Home");
    await page.getByLabel("Find a user").pressSequentially("ferr");
    await page.getByRole("listbox", { name: "Suggestions" }).getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dr João Ferreira");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  }
});

test("a link to a part of another page leads to that part", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await hydrated(page);
  await page.getByRole("link", { name: "Give a second person GPP User Management" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Users of Elmfield Surgery");
  await expect(page.locator("#change")).toBeFocused();
  await expect(page.locator("#change")).toBeInViewport();
});

test("what the bar of changes leads to is open when one is there", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "patel", "Priya Patel");
  await page.getByRole("checkbox", { name: "AVCs at Elmfield Surgery" }).check();
  const start = page.getByRole("group", { name: "First day" });
  await expect(start).toBeHidden();
  await page.getByRole("link", { name: "Dates and reason" }).click();
  await expect(start).toBeInViewport();
});
