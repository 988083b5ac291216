import { fillPassword, showCode } from "./accounts.mjs";
import {
  accounts,
  enter,
  expect,
  expectAccessible,
  jump,
  logOut,
  menu,
  openLogIn,
  openOwnPractice,
  signIn,
  test,
} from "./fixtures";

test("the start page is there for everyone", { tag: "@phone" }, async ({ page }) => {
  await enter(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test("a page behind sign-in comes back after it", async ({ page }) => {
  await jump(page, "/users", "a bookmark of a page behind the log in");
  await fillPassword(page, accounts.administrator);
  await showCode(page);
  await expect(page).toHaveURL(/\/users$/);
});

test("whoever logs out is out", async ({ page }) => {
  await signIn(page, accounts.gp);
  await logOut(page);
});

test("a password can be shown while it is typed, where scripts run", { tag: "@phone" }, async ({ page }) => {
  await enter(page);
  await openLogIn(page);
  const password = page.getByLabel("Password", { exact: true });
  await password.fill("a secret");
  const show = page.getByRole("button", { name: "Show password" });
  if (test.info().project.use.javaScriptEnabled === false) {
    await expect(show).toBeHidden();
    return;
  }
  await expect(password).toHaveAttribute("type", "password");
  await show.click();
  await expect(password).toHaveAttribute("type", "text");
  await expect(page.getByText("Your password is visible")).toBeAttached();
  const hide = page.getByRole("button", { name: "Hide password" });
  await expect(hide).toHaveAttribute("aria-controls", "password");
  await expectAccessible(page);
  await hide.click();
  await expect(password).toHaveAttribute("type", "password");
  await expect(password).toHaveValue("a secret");
  await expect(page.getByText("Your password is hidden")).toBeAttached();

  // It is sent as a password, so that no browser offers it as a word that was typed before.
  await show.click();
  await page.getByLabel("Email address").fill("nobody@demo.example");
  await page.evaluate(() =>
    document.forms[0].addEventListener("submit", (event) => event.preventDefault()),
  );
  await page.keyboard.press("Enter");
  await expect(password).toHaveAttribute("type", "password");
});

test("the menu leads an administrator of one practice straight to it", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  await expect(page).toHaveURL("/practices/ZZ9001/users");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Elmfield Surgery");
  await expect(menu(page, "Your practice")).toHaveAttribute("aria-current", "page");
  await expect(menu(page, "Practices")).toHaveCount(0);
});
