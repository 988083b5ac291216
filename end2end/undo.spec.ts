// Undoing a change: documents, so the same with and without JavaScript.

import { accounts, expect, expectAccessible, follow, openUser, openTasks, signIn, test } from "./fixtures";

test("a saved change is undone, and the undoing too, from the history", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "patel", "Priya Patel");
  const box = page.getByRole("checkbox", { name: "Statements at Elmfield Surgery" });
  const before = await box.isChecked();
  await box.setChecked(!before);
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check the changes");
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();
  await page.getByRole("link", { name: "Undo this change" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Undo a change");
  await expectAccessible(page);
  await page.getByLabel("Why do you undo it? (optional)").fill("A slip");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check what will be undone");
  await expect(page.getByText(/^Statements.* at Elmfield Surgery$/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Undo this change" }).click();
  await expect(page.getByText("The change is undone.")).toBeVisible();
  await expectAccessible(page);
  await follow(page, page.getByRole("link", { name: "Back to the history" }));
  await expect(page.getByText("took back a change of Priya Patel's access").first()).toBeVisible();
  await page.getByRole("link", { name: "Undo this change" }).first().click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Undo this change" }).click();
  await expect(page.getByText("The change is undone.")).toBeVisible();
});

test("who was removed by mistake in a review is brought back from the page that says it is signed", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openTasks(page);
  await page.getByRole("link", { name: /^Review / }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Access review of");
  const keep = page.getByLabel("Keep", { exact: true });
  const people = await keep.count();
  for (let index = 0; index < people; index += 1) await keep.nth(index).check();
  await page.getByLabel("Remove", { exact: true }).last().check();
  await page.getByRole("button", { name: "Continue" }).click();
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await page.getByRole("button", { name: "Sign the review" }).click();
  await expect(page.getByText("The review is signed.")).toBeVisible();
  await page.getByRole("link", { name: "Undo what was removed" }).click();
  await expect(page.getByText("You can undo a change for 7 days")).toBeVisible();
});
