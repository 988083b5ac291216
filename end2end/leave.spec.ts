// Somebody leaves a practice and comes back.

import { accounts, enterDay, expect, expectAccessible, openMenu, openTasks, openUser, signIn, test } from "./fixtures";

test("a colleague is deactivated after a list and brought back with their roles", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "callum", "Callum Reid");
  await page.getByRole("link", { name: /^Deactivate at/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check before Callum Reid is deactivated");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Change" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Deactivate Callum Reid");
  await expectAccessible(page);
  await page.getByLabel("Reason").fill("");
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
  await page.getByRole("button", { name: "Change" }).click();
  await enterDay(page, new Date(Date.UTC(new Date().getFullYear() + 1, 2, 31)));
  await page.getByLabel("Reason").fill("Moves away");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("Their last day is set.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "They stay after all" }).click();
  await expect(page.getByText("They stay.")).toBeVisible();
});

test("a leaver leaves three practices in three clicks", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await openUser(page, "akhtar", "Imran Akhtar");
  await page.getByRole("link", { name: "Deactivate everywhere" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check before Imran Akhtar is deactivated");
  await expect(page.getByRole("heading", { level: 2 }).filter({ hasText: /ZZ90(08|09|10)/ })).toHaveCount(3);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("They are deactivated at all the practices you chose.")).toBeVisible();
  await expectAccessible(page);
});

test("a leaver keeps one practice, and the day and the reason are given", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await openUser(page, "akhtar", "Imran Akhtar");
  await page.getByRole("link", { name: "Deactivate everywhere" }).click();
  await page.getByRole("button", { name: "Change" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Deactivate Imran Akhtar at");
  await expectAccessible(page);
  await page.getByRole("group", { name: "Where else do they leave?" }).getByRole("checkbox").first().uncheck();
  await enterDay(page, new Date(Date.UTC(new Date().getFullYear() + 1, 2, 31)));
  await page.getByLabel("Reason").fill("Moves away");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("Reason: Moves away")).toBeVisible();
  await expect(page.getByRole("heading", { level: 2 }).filter({ hasText: /ZZ90(08|09|10)/ })).toHaveCount(2);
  await page.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("Their last day is set at all the practices you chose.")).toBeVisible();
});

test("people who left are brought back from the list of the practice", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "callum", "Callum Reid");
  await page.getByRole("link", { name: /^Deactivate at/ }).click();
  await page.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("They are deactivated here.")).toBeVisible();
  await openMenu(page, "Home");
  await openTasks(page);
  await page.getByRole("link", { name: /^Review / }).first().click();
  await page.getByRole("navigation", { name: "This practice" }).getByRole("link", { name: "People who left" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("People who left");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose at least one person");
  await page.getByRole("checkbox", { name: /Callum Reid/ }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check before they come back");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Bring them back" }).click();
  await expect(page.getByText("They are back.")).toBeVisible();
  await expectAccessible(page);
});

test("a name is put right", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "callum", "Callum Reid");
  await page.getByRole("link", { name: "Correct details" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Correct the details of Callum Reid");
  await expectAccessible(page);
  await page.getByLabel("Last name").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("last name");
  await expectAccessible(page);
  await page.getByLabel("Last name").fill("Reed");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The details are saved.")).toBeVisible();
  await page.getByRole("link", { name: "Back to the roles" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Callum Reed");
});
