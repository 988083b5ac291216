import { expect, expectAccessible, test } from "./fixtures";

test("someone who is not signed in is asked to sign in", { tag: "@phone" }, async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Log in");
  await expectAccessible(page);
});
