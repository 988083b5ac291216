import { accounts, expect, expectAccessible, signIn, test } from "./fixtures";

test("the start page is there for everyone", { tag: "@phone" }, async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test("a page behind sign-in comes back after it", async ({ page }) => {
  await page.goto("/sign-in?next=%2Fusers");
  await page.getByLabel("Email address").fill(accounts.administrator.email);
  await page.getByLabel("Password", { exact: true }).fill(accounts.administrator.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL(/\/users$/);
});

test("whoever logs out is out", async ({ page }) => {
  await signIn(page, accounts.gp);
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("button", { name: "Log out" })).toHaveCount(0);
});
