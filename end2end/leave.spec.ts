// Somebody leaves a practice and comes back.

import { accounts, expect, expectAccessible, openUser, signIn, test } from "./fixtures";

test("a colleague is deactivated after a list and brought back with their roles", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "callum", "Callum Reid");
  await page.getByRole("link", { name: /^Deactivate at/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Deactivate Callum Reid");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("link", { name: "Enter the reason for this change" })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Reason").fill("Left the practice");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check before");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("They are deactivated here.")).toBeVisible();
  await expect(page.getByText("When they left they held")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Bring them back with these roles" }).click();
  await expect(page.getByText("They are back")).toBeVisible();
});

test("a last day is set and taken back", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "callum", "Callum Reid");
  await page.getByRole("link", { name: /^Deactivate at/ }).click();
  await page.getByLabel("Day").fill("31");
  await page.getByLabel("Month").fill("3");
  await page.getByLabel("Year").fill(String(new Date().getFullYear() + 1));
  await page.getByLabel("Reason").fill("Moves away");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("Their last day is set.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "They stay after all" }).click();
  await expect(page.getByText("They stay.")).toBeVisible();
});
