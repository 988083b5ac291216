// A practice ends: one officer plans it, another approves it, and the practice that takes its place decides who comes.
// Documents all of it, so the same with and without JavaScript.

import type { Page } from "@playwright/test";
import { accounts, expect, expectAccessible, follow, logOut, signIn, test } from "./fixtures";

/** A day so many days from now: day, month, year. */
function inDays(days: number): [string, string, string] {
  const day = new Date(Date.now() + days * 24 * 3_600_000);
  return [String(day.getDate()), String(day.getMonth() + 1), String(day.getFullYear())];
}

async function openList(page: Page) {
  await follow(page, page.getByRole("main").getByRole("link", { name: "Closing practices", exact: true }));
  await expectAccessible(page);
}

/** From the start page of an officer to the list of what happens to whom. */
async function plan(page: Page) {
  await openList(page);
  await follow(page, page.getByRole("button", { name: "Plan a closure" }));
  await expectAccessible(page);
  await page.getByLabel("Code of the closing practice").fill("nothing");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("Enter the code of a practice that is known here")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Code of the closing practice").fill("zz9003");
  await page.getByRole("button", { name: "Continue" }).click();
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText("What happens to The Old Tannery Practice (ZZ9003)");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose what happens to the practice");
  await expectAccessible(page);
  await page.getByLabel("It becomes part of another practice").check();
  await page.getByLabel("Practices that take its place, by code").fill("ZZ9008");
  const [day, month, year] = inDays(60);
  await page.getByLabel("Day", { exact: true }).fill(day);
  await page.getByLabel("Month", { exact: true }).fill(month);
  await page.getByLabel("Year", { exact: true }).fill(year);
  await page.getByLabel("Reason", { exact: true }).fill("The integrated care board wrote to us.");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(heading).toHaveText("Check what happens to whom");
  await expect(page.getByRole("heading", { name: /^Katarzyna Nowak/ })).toBeVisible();
  await expect(page.getByText("Proposed: Statements")).toBeVisible();
  await expectAccessible(page);
}

test("a practice ends by two officers, and the one that takes its place decides who comes", { tag: "@phone" }, async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, accounts.registration);
  await plan(page);
  await page.getByRole("button", { name: "Send to another officer" }).click();
  await expect(page.getByText("It is planned.")).toBeVisible();
  await expect(page.getByText("You planned this, so another officer has to approve it")).toBeVisible();
  await expectAccessible(page);
  await logOut(page);

  await signIn(page, accounts.secondOfficer);
  await openList(page);
  await follow(page, page.getByRole("table").getByRole("link", { name: /^SU-/ }));
  await expectAccessible(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("It is approved.")).toBeVisible();
  await expect(page.getByText("Announced", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await logOut(page);

  await signIn(page, accounts.practiceManager);
  await follow(page, page.getByRole("link", { name: /^You have \d+ tasks?$/ }));
  await follow(page, page.getByRole("link", { name: /of The Old Tannery Practice \(ZZ9003\) may come to Fenwick Street Surgery$/ }));
  await expectAccessible(page);
  const person = page.locator("section").filter({ has: page.getByRole("heading", { name: /^Katarzyna Nowak/ }) });
  // Nothing is ticked before somebody ticks it.
  for (const box of await person.getByRole("checkbox").all()) await expect(box).not.toBeChecked();
  await person.getByRole("button", { name: "Give the ticked roles" }).click();
  await expect(page.getByRole("alert")).toContainText("Tick at least one role");
  await person.getByLabel("Statements", { exact: true }).check();
  await person.getByRole("button", { name: "Give the ticked roles" }).click();
  await expect(page.getByText("They have the roles that you ticked.")).toBeVisible();
  await expect(page.getByText(/^Katarzyna Nowak .*: Statements, by Tomasz/)).toBeVisible();
  await expectAccessible(page);
  const other = page.locator("section").filter({ has: page.getByRole("heading", { name: /^George Entwistle/ }) });
  await other.getByRole("button", { name: "Decline" }).click();
  await expect(page.getByText("Declined. We will tell them by email.")).toBeVisible();
  await expect(page.getByText("Nobody is waiting for your answer.")).toBeVisible();
  await expectAccessible(page);
});

test("an officer withdraws the end of a practice before its day", async ({ page }) => {
  await signIn(page, accounts.registration);
  await plan(page);
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await expect(page.getByLabel("Reason", { exact: true })).toHaveValue("The integrated care board wrote to us.");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Send to another officer" }).click();
  await page.getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter why it is withdrawn");
  await page.getByLabel("Reason, if you withdraw it").fill("It was another practice.");
  await page.getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByText("It is withdrawn.")).toBeVisible();
  await expectAccessible(page);
});
