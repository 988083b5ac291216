// Asking for a role, and the answer: documents all of it, so the same with and without JavaScript.

import { accounts, expect, expectAccessible, follow, logOut, openTasks, ready, signIn, test } from "./fixtures";

test("a GP asks for a role and an administrator gives it", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.gp);
  await page.getByRole("link", { name: "Ask for a role" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ask for a role at");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByRole("alert")).toContainText("Tick what you need");
  await expectAccessible(page);
  await page.getByLabel("Statements").check();
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter why you need this");
  await expect(page.getByLabel("Statements")).toBeChecked();
  await page.getByLabel("Why do you need this?").fill("I look after the partners' statements now.");
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your request is sent");
  await page.getByRole("link", { name: "See where your request stands" }).click();
  await expect(page.getByText(/can answer\. If nobody has by the end of/)).toBeVisible();
  await expectAccessible(page);
  await logOut(page);

  await signIn(page, accounts.administrator);
  await openTasks(page);
  await expectAccessible(page);
  await page.getByRole("link", { name: /^Siân O'Neill at/ }).click();
  await expect(page.getByText("I look after the partners' statements now.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Give these roles" }).click();
  await expect(page.locator(".nhsuk-notification-banner")).toContainText("gave these roles on");
  await expectAccessible(page);
  await page.getByRole("main").getByRole("link", { name: "Tasks" }).click();
  await expect(page.getByText("People who ask for access")).toHaveCount(0);
  await logOut(page);

  await signIn(page, accounts.gp);
  await expect(page.getByText("Statements:")).toBeVisible();
});

test("a practice is asked whether somebody is still there who works elsewhere now", async ({ page }) => {
  test.slow(); // Codes have to be waited for.
  await signIn(page, accounts.practiceManager);
  await follow(page, page.getByRole("button", { name: "Create a user" }));
  await page.getByLabel("Email address").fill(accounts.gp.email);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/users\/0/);
  await ready(page);
  await page.locator("input[type=checkbox][value$=':gpp-statements']:not(:checked)").first().check();
  await page.getByRole("button", { name: "Update user" }).click();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText("are saved")).toBeVisible();
  await logOut(page);

  await signIn(page, accounts.administrator);
  await openTasks(page);
  await expect(page.getByRole("heading", { name: "Still with you?" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Yes, still with us/ }).click();
  await expect(page.getByText("Noted. They keep their access.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Still with you?" })).toHaveCount(0);
});
