// Accounts nobody uses, and what is kept for how long: documents all of it, so the same with and without JavaScript.

import { accounts, enter, expect, expectAccessible, follow, openTasks, signIn, test } from "./fixtures";

test("an administrator looks at the accounts nobody uses", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openTasks(page);
  await follow(page, page.getByRole("link", { name: /^Accounts nobody uses at / }).first());
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Accounts nobody uses at");
  await expect(page.getByRole("heading", { name: "Access that ends soon" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Access that has ended" })).toBeVisible();
  await expectAccessible(page);
  await follow(page, page.getByRole("link", { name: "Tasks", exact: true }).first());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tasks");
});

test("everybody can read what is kept for how long", { tag: "@phone" }, async ({ page }) => {
  await enter(page);
  await follow(page, page.getByRole("contentinfo").getByRole("link", { name: "Getting access" }));
  await follow(page, page.getByRole("link", { name: "What we keep and for how long" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What we keep and for how long");
  await expect(page.getByText("90 days after it is sent")).toBeVisible();
  await expectAccessible(page);
});
