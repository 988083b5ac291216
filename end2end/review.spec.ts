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

test("a review is saved half done, gone on with, and read again", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openTasks(page);
  await page.getByRole("link", { name: /^Review / }).first().click();
  const keep = page.getByLabel("Keep", { exact: true });
  await keep.first().check();
  await page.getByRole("button", { name: "Save and finish later" }).click();
  await expect(page.getByText("Your choices are saved.")).toBeVisible();
  await expect(page.getByText("This review is half done.")).toBeVisible();
  await expect(keep.first()).toBeChecked();
  await expectAccessible(page);
  const people = await keep.count();
  for (let index = 1; index < people; index += 1) await keep.nth(index).check();
  const single = page.locator("details").filter({ hasText: "Keep, but remove some roles" }).first();
  await single.locator("summary").click();
  await single.getByRole("checkbox").first().check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check the review");
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await page.getByRole("button", { name: "Sign the review" }).click();
  await expect(page.getByText("The review is signed.")).toBeVisible();
  await page.getByRole("listitem").filter({ hasText: "signed by" }).first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Access review of");
  await expect(page.getByText("Kept, without").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Download this review (CSV)" })).toBeVisible();
  await expectAccessible(page);
});
