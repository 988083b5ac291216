// How the service runs, for the registration team: a document, so the same with and without JavaScript.

import { accounts, expect, expectAccessible, follow, logOut, signIn, test } from "./fixtures";

const LINK = "How the service is running";

test("a registration officer sees how the service runs and lets a job run now", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.registration);
  await follow(page, page.getByRole("link", { name: LINK }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(LINK);
  await expect(page.getByText("SQLite", { exact: true })).toBeVisible();
  const work = page.getByRole("table", { name: "Work in the background" });
  await expect(work.getByRole("cell", { name: "Sends emails", exact: true })).toBeVisible();
  await expect(work.getByRole("cell", { name: "Seals the history", exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Run now.*Ends access that nobody uses$/ }).click();
  await expect(page.getByText("It was asked to run now.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(LINK);
  await expectAccessible(page);
  await logOut(page);

  // Nobody else is led there.
  await signIn(page, accounts.administrator);
  await expect(page.getByRole("link", { name: LINK })).toHaveCount(0);
});
