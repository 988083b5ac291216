import { accounts, expect, expectAccessible, signIn, test } from "./fixtures";

test("the start page is there for everyone", { tag: "@phone" }, async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test("a page behind sign-in comes back after it", async ({ page }) => {
  await signIn(page, accounts.administrator, { from: "/sign-in?next=%2Fusers" });
  await expect(page).toHaveURL(/\/users$/);
});

test("whoever logs out is out", async ({ page }) => {
  await signIn(page, accounts.gp);
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("button", { name: "Log out" })).toHaveCount(0);
});
