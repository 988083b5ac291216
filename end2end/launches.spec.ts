// The first administrators of a service at two practices, from one file: documents all of it, so the same with and without
// JavaScript.

import type { Page } from "@playwright/test";
import { accounts, expect, expectAccessible, follow, logOut, signIn, test } from "./fixtures";

const HEAD = "practice_code,first_name,last_name,email,contact_name,contact_email";
const SALTMARSH = "ZZ9004,Nora,Newhouse,nora.newhouse@demo.example,Mrs Contact,office@saltmarsh.example";

async function openLaunches(page: Page) {
  await follow(page, page.getByRole("link", { name: "Launches and letters to practices" }));
  await expectAccessible(page);
}

async function putIn(page: Page, lines: string[]) {
  const buffer = Buffer.from([HEAD, ...lines, ""].join("\n"));
  await page.getByLabel("The file of nominations").setInputFiles({ name: "mrs.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Check and save the file" }).click();
}

test("two officers launch a service at many practices and print the letters", { tag: "@phone" }, async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, accounts.registration);
  await openLaunches(page);
  await follow(page, page.getByRole("button", { name: "Upload a file of nominations" }));
  await page.getByRole("button", { name: "Check and save the file" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose the service");
  await expect(page.getByRole("alert")).toContainText("Choose the file of nominations");
  await expectAccessible(page);
  await page.getByLabel("Service").selectOption("Medical Records and Supplies");
  for (const [box, typed] of [["Day", "24"], ["Month", "5"], ["Year", "2099"]]) await page.getByLabel(box, { exact: true }).fill(typed);
  await putIn(page, [SALTMARSH, "ZZ9005,Ann,Long,ann.long@demo.example,,"]);
  await expect(page.getByRole("alert")).toContainText("Line 3: ZZ9005 has closed");
  await expectAccessible(page);
  await putIn(page, [SALTMARSH]);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Launch LA-/);
  await expect(page.getByText("Another registration officer has to approve it", { exact: false }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
  await expectAccessible(page);
  await logOut(page);

  await signIn(page, accounts.secondOfficer);
  await openLaunches(page);
  await follow(page, page.getByRole("table").getByRole("link", { name: /^LA-/ }));
  await page.getByRole("button", { name: "Approve and write to the practices" }).click();
  await expect(page.getByText(/the nominees get their access and an invitation/).first()).toBeVisible();
  await expectAccessible(page);
  await follow(page, page.getByRole("link", { name: /^Letters of this launch/ }));
  await expect(page.getByText("1 letter to print.")).toBeVisible();
  await expectAccessible(page);
  const opened = page.context().waitForEvent("page");
  await page.getByRole("button", { name: "Open the letters to print them" }).click();
  const letters = await opened;
  await expect(letters.getByText(/From 24 May 2099 this person manages access/)).toBeVisible();
  await letters.close();
  await page.getByRole("button", { name: "Mark them as printed" }).click();
  await expect(page.getByText("Marked as printed: 1.")).toBeVisible();
  await expectAccessible(page);
});
