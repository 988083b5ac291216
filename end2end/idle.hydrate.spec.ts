// The warning before a log in ends for want of use.

import { accounts, expect, expectAccessible, openMenu, signIn, test } from "./fixtures";

test("two minutes before the end a warning offers to stay", async ({ page }) => {
  await page.clock.install();
  await signIn(page, accounts.administrator);
  await openMenu(page, "Users");
  await page.clock.fastForward("27:30");
  await expect(page.getByText("You will be logged out at")).toHaveCount(0);
  await page.clock.fastForward("01:00");
  await expect(page.getByText("You will be logged out at")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Stay logged in" }).click();
  await expect(page.getByText("You will be logged out at")).toHaveCount(0);
});

test("a document warns as well, and says until when one stays", async ({ page }) => {
  await page.clock.install();
  await signIn(page, accounts.administrator);
  await openMenu(page, "Tasks");
  await page.clock.fastForward("27:30");
  await expect(page.getByText("You will be logged out at")).toHaveCount(0);
  await page.clock.fastForward("01:00");
  await expect(page.getByRole("alert")).toContainText("You will be logged out at");
  await expectAccessible(page);
  const before = await page.locator(".app-until > span").innerText();
  await page.getByRole("button", { name: "Stay logged in" }).click();
  await expect(page.getByText("You will be logged out at")).toHaveCount(0);
  expect(await page.locator(".app-until > span").innerText()).not.toBe(before);
  // And again, counted from then on.
  await page.clock.fastForward("28:30");
  await expect(page.getByRole("alert")).toContainText("You will be logged out at");
});
