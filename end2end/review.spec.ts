// The access review: documents all of it, so the same with and without JavaScript.

import { accounts, expect, expectAccessible, openMenu, openTasks, signIn, test } from "./fixtures";

test("an administrator goes through everybody and signs", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openTasks(page);
  await expectAccessible(page);
  await page.getByRole("link", { name: /^Review / }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Access review of");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose Keep or Remove for");
  const keep = page.getByLabel("Keep");
  const people = await keep.count();
  for (let index = 0; index < people; index += 1) await keep.nth(index).check();
  await page.getByLabel("Remove").last().check();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check the review");
  await expectAccessible(page);
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await page.getByRole("button", { name: "Sign the review" }).click();
  await expect(page.getByText("The review is signed.")).toBeVisible();
  await expect(page.getByText("1 removed")).toBeVisible();
  await expectAccessible(page);
  await openMenu(page, "Home");
  await openTasks(page);
  await expect(page.getByRole("link", { name: /^Review / })).toHaveCount(0);
});
