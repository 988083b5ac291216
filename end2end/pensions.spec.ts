// The end of the pension year: documents all of it, so the same with and without JavaScript, but for the working that follows what is
// typed. The demonstration has forms of 2025/26 or later: a partner's certificates with the accountant, and one that waits for the desk.

import type { Page } from "@playwright/test";
import { accounts, expect, expectAccessible, follow, openAccount, openMenu, signIn, test } from "./fixtures";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

async function openYears(page: Page) {
  await follow(page, page.getByRole("link", { name: "Your pension years" }));
  await expect(heading(page)).toHaveText("Your pension years");
}

/** The GP's self-assessment of 2025/26, begun now. */
async function begin(page: Page) {
  await openYears(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Begin the Type 2 self-assessment for 2025/26" }).click();
  await expect(heading(page)).toHaveText("Type 2 self-assessment for 2025/26");
  await expectAccessible(page);
}

async function openSection(page: Page, name: string | RegExp) {
  await follow(page, page.getByRole("link", { name }).first());
}

async function saveAndGoBack(page: Page) {
  await page.getByRole("button", { name: "Save and go back to the form" }).click();
  await expect(page.getByText("Everything that you have entered is kept.")).toBeVisible();
}

/** Enters what a self-assessment needs. */
async function fillIn(page: Page) {
  await openSection(page, "About you and this form");
  await expectAccessible(page);
  await page.getByLabel("Scheme number (SD number)").fill("12345");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the 8 letters and digits of the scheme number");
  await expectAccessible(page);
  await page.getByLabel("Scheme number (SD number)").fill("12345678");
  await saveAndGoBack(page);
  await openSection(page, /^Salaried GP/);
  await expectAccessible(page);
  await page.getByLabel("Pensionable pay").fill("50,000");
  await page.getByLabel("Employee contributions").fill("6,250.00");
  await saveAndGoBack(page);
  await openSection(page, /^GP partner/);
  await page.getByLabel("Pensionable pay").fill("40,000");
  await saveAndGoBack(page);
}

test("a GP fills a self-assessment in, sees what it comes to, and submits it", { tag: "@phone" }, async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, accounts.gp);
  await begin(page);
  await expect(page.getByRole("link", { name: "Check and submit" })).toHaveCount(0);
  await fillIn(page);
  await expect(page.getByText("Nothing has to be put right.")).toBeVisible();
  await expectAccessible(page);
  await follow(page, page.getByRole("button", { name: "Check and submit" }));
  await expectAccessible(page);
  await page.getByLabel("Your password").fill(accounts.gp.password);
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Tick the declaration");
  await expectAccessible(page);
  await page.getByLabel("I have checked this form").check();
  await page.getByLabel("Your password").fill(accounts.gp.password);
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await expect(page.getByText("It is submitted.").first()).toBeVisible();
  await expect(page.getByText(/^EP-/)).toBeVisible();
  await expectAccessible(page);
  await openMenu(page, "Home");
  await openYears(page);
  await expect(page.getByText("The pensions desk decides about it.")).toBeVisible();
});

test("the working follows what is typed, and what a save comes to is the same", async ({ page }) => {
  await signIn(page, accounts.gp);
  await begin(page);
  await openSection(page, /^GP partner/);
  await page.getByLabel("Pensionable pay").fill("40,000");
  await saveAndGoBack(page);
  await openSection(page, /^Salaried GP/);
  await page.getByLabel("Pensionable pay").fill("50,000");
  await page.getByLabel("Employee contributions").fill("6,000");
  const result = page.locator("#working-result");
  if (test.info().project.use.javaScriptEnabled !== false) await expect(result).toContainText("12.5%");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await expect(page.locator("#working-result")).toContainText("12.5%");
});

test("a member lets a practice submit, and takes it back", async ({ page }) => {
  await signIn(page, accounts.gp);
  await openYears(page);
  await follow(page, page.getByRole("link", { name: "Let your practice submit for you" }));
  await expectAccessible(page);
  await page.getByRole("button", { name: "Let it submit for me" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the last day on which the practice may submit for you");
  await expectAccessible(page);
  const [day, month, year] = ["Day", "Month", "Year"].map((name) => page.getByLabel(name, { exact: true }));
  await day.fill("31");
  await month.fill("3");
  await year.fill(String(new Date().getFullYear() + 1));
  await page.getByRole("button", { name: "Let it submit for me" }).click();
  await expect(page.getByText("The practice may submit for you.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Take it back/ }).click();
  await expect(page.getByText("You have taken it back.")).toBeVisible();
});

test("a practice sees what its members have to file, and no figures", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await follow(page, page.getByRole("link", { name: /^Accountants at/ }).first());
  await follow(page, page.getByRole("link", { name: "Pension forms of your practice" }));
  await expect(heading(page)).toHaveText("Pension forms of your practice");
  await expect(page.getByRole("table")).toContainText("Not started");
  await expectAccessible(page);
  await follow(page, page.getByRole("link", { name: "Upload contributions that were paid" }));
  await expectAccessible(page);
});

test("an officer gets the pensions desk", async ({ page }) => {
  await signIn(page, accounts.registration);
  await follow(page, page.getByRole("link", { name: "Registration officers" }));
  await follow(page, page.getByRole("link", { name: "Who belongs to the pensions desk" }));
  await expectAccessible(page);
  await page.getByRole("button", { name: "Give the desk" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose an officer");
  await expectAccessible(page);
  await page.getByRole("radio").first().check();
  await page.getByRole("button", { name: "Give the desk" }).click();
  await expect(page.getByText("The history shows who gave or took away the pensions desk.")).toBeVisible();
});

/** What waits for whoever has logged in. */
async function openTasks(page: Page) {
  await follow(page, page.getByRole("link", { name: /^You have \d+ tasks?$/ }));
}

/** The accountant's list of members. */
async function openMembers(page: Page) {
  await openAccount(page);
  await follow(page, page.getByRole("link", { name: "Members you act for as an accountant" }));
}

/** Enters the rest of a certificate, of which the accountant has saved the head. */
async function completeCertificate(page: Page) {
  await openSection(page, "Income");
  await page.getByLabel("Share of practice income").fill("80,000");
  await page.getByLabel("Other medical income").fill("0");
  await page.getByLabel("Amount").first().fill("0");
  await saveAndGoBack(page);
  await openSection(page, "Expenses");
  await page.getByLabel("Total allowable expenses").fill("20,000");
  await saveAndGoBack(page);
  for (const post of [/^GP partner/, /^Salaried GP/]) {
    await openSection(page, post);
    await page.getByLabel("Pensionable pay").fill("20,000");
    await saveAndGoBack(page);
  }
  await openSection(page, "What was paid");
  await page.getByLabel("Employee contributions").fill("5,000");
  await page.getByLabel("Employer contributions").fill("6,000");
  await saveAndGoBack(page);
}

test("an accountant fills in a member's certificate and hands it over, and the member submits it", async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, accounts.accountant);
  await openMembers(page);
  await expectAccessible(page);
  const row = page.getByRole("row").filter({ hasText: "Draft" });
  await follow(page, row.getByRole("link", { name: /^Type 1 certificate/ }));
  await expectAccessible(page);
  await completeCertificate(page);
  await expect(page.getByText("It is filled in. Mark it as ready")).toBeVisible();
  await expect(page.getByRole("link", { name: "Check and submit" })).toHaveCount(0);
  await page.getByRole("button", { name: "Mark as ready" }).click();
  await expect(page.getByText("It is marked as ready.")).toBeVisible();
  await expect(page.getByText("The member has it now.")).toBeVisible();
  await expectAccessible(page);
  const title = await heading(page).innerText();

  await page.context().clearCookies();
  await signIn(page, accounts.partner);
  await openTasks(page);
  await follow(page, page.getByRole("link", { name: `Submit your ${title}` }));
  await expectAccessible(page);
  await follow(page, page.getByRole("button", { name: "Check and submit" }));
  await page.getByLabel("I have checked this form").check();
  await page.getByLabel("Your password").fill(accounts.partner.password);
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await expect(page.getByText("It is submitted.").first()).toBeVisible();
});

/** The form that waits for the pensions desk, from the officer's home page. */
async function openWaiting(page: Page) {
  await signIn(page, accounts.secondOfficer);
  await openTasks(page);
  await follow(page, page.getByRole("link", { name: "1 form is waiting for the pensions desk" }));
  await expectAccessible(page);
  await follow(page, page.getByRole("table").getByRole("link", { name: /^EP-/ }));
  await expectAccessible(page);
}

test("the desk rejects a form with a reason, which the member reads", async ({ page }) => {
  test.setTimeout(180_000);
  await openWaiting(page);
  await page.getByRole("button", { name: "Reject", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Enter why the form is rejected");
  await expectAccessible(page);
  await page.getByLabel("Reason", { exact: true }).fill("The payslip of month 12 says another amount.");
  await page.getByRole("button", { name: "Reject", exact: true }).click();
  await expect(page.getByText("It is rejected.")).toBeVisible();

  await page.context().clearCookies();
  await signIn(page, accounts.submitter);
  await openTasks(page);
  await follow(page, page.getByRole("link", { name: /^Change your Type 2 self-assessment/ }));
  await expect(page.getByText("The payslip of month 12 says another amount.").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Change it and submit again" }).click();
  await expect(page.getByText("You can change it now.")).toBeVisible();
});

test("the desk approves a form", async ({ page }) => {
  await openWaiting(page);
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(page.getByText("It is approved.").first()).toBeVisible();
  await expectAccessible(page);
});
