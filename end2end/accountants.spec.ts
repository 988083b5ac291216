// A practice names an accountant for a GP, who sees it, and ends it: documents all of it, so the same with and without JavaScript.

import type { Page } from "@playwright/test";
import { accounts, expect, expectAccessible, follow, openAccount, signIn, test } from "./fixtures";

async function nameAccountant(page: Page) {
  await follow(page, page.getByRole("link", { name: /^Accountants at/ }).first());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Accountants");
  await expectAccessible(page);
  await follow(page, page.getByRole("button", { name: "Name an accountant" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Name an accountant");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose what the accountant can see and fill in");
  await expectAccessible(page);
  await page.getByLabel("All members who do not have this accountant").check();
  await page.getByLabel("Email address").fill("amy.audit@demo.example");
  await page.getByLabel("First name").fill("Amy");
  await page.getByLabel("Last name").fill("Audit");
  await page.getByLabel("Firm (optional)").fill("Ledger and Sons");
  await page.getByLabel("Type 1 certificate").check();
  await page.getByLabel("Contribution statement").check();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check before you name the accountant");
  await expect(page.getByText("A new account is made with the username amy.audit@demo.example")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Name the accountant" }).click();
  await expect(page.getByText("We are asking the accountants to log in and confirm")).toBeVisible();
  await expect(page.getByRole("table")).toContainText("Waiting for the accountant");
  await expectAccessible(page);
}

test("an accountant is named for the members of a practice, and the practice ends a link", { tag: "@phone" }, async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, accounts.administrator);
  await nameAccountant(page);
  const row = page.getByRole("row").filter({ hasText: "amy.audit@demo.example" }).first();
  await follow(page, row.getByRole("link"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^The accountant of /);
  await expectAccessible(page);
  await page.getByLabel("Reason (optional)").fill("Named by mistake");
  await page.getByRole("button", { name: "End the link" }).click();
  await expect(page.getByText("The link has ended. We will tell both of them by email.")).toBeVisible();
  await expectAccessible(page);
});

test("many accountants are put in with every fault told", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await follow(page, page.getByRole("link", { name: /^Accountants at/ }).first());
  await follow(page, page.getByRole("link", { name: "Add many at once" }));
  await expectAccessible(page);
  await page.getByLabel("Or paste the lines").fill(
    "member_email,practice_code,accountant_email,scope\nnobody@demo.example,ZZ9999,amy@demo.example,Type 1\n",
  );
  await page.getByRole("button", { name: "Check the lines" }).click();
  await expect(page.getByRole("alert")).toContainText("Line 2: you do not administer");
  await expectAccessible(page);
});

test("everybody sees the accountants they have, and the members they act for", async ({ page }) => {
  await signIn(page, accounts.gp);
  await openAccount(page);
  await follow(page, page.getByRole("link", { name: "Your accountants" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your accountants");
  await expectAccessible(page);
  await openAccount(page);
  await follow(page, page.getByRole("link", { name: "Members you act for as an accountant" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Members you act for");
  await expectAccessible(page);
});
