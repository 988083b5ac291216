// The second factor: documents all of it, so the same with and without JavaScript.

import {
  accounts,
  enterDay,
  expect,
  expectAccessible,
  follow,
  jump,
  logOut,
  openLogIn,
  openSecondFactor,
  openUser,
  signIn,
  test,
} from "./fixtures";
import { enterPassword, fillPassword, showCode } from "./accounts.mjs";

test("an administrator shows a code after the password", { tag: "@phone" }, async ({ page }) => {
  await jump(page, "/users", "a bookmark of a page behind the log in");
  await fillPassword(page, accounts.administrator);
  await expect(page).toHaveURL(/\/sign-in\/factor/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check that it is you");
  await expectAccessible(page);
  // Nothing else can be reached before.
  await jump(page, "/users/new", "an address that is known from before");
  await expect(page).toHaveURL(/\/sign-in\/factor/);
  const right = await page.getByLabel("Code", { exact: true }).inputValue();
  await page.getByLabel("Code", { exact: true }).fill(right === "000000" ? "111111" : "000000");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("This code is not correct");
  await expectAccessible(page);
  await jump(page, "/users", "the bookmark is tried once more");
  await showCode(page);
  await expect(page).toHaveURL(/\/users$/);
});

test("whoever cannot show a code can log out", async ({ page }) => {
  await enterPassword(page, accounts.administrator);
  await page.getByRole("main").getByRole("button", { name: "Log out" }).click();
  await jump(page, "/users", "a bookmark");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test("a GP adds an app, keeps codes, and logs in with one", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.gp);
  await openSecondFactor(page);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Add an authenticator app" }).click();
  await expect(page.getByRole("img", { name: "QR code with the key below" })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Code", { exact: true }).fill("12345");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the 6-digit code");
  // The key is the one that the app has by now; the demonstration says what it shows.
  const code = await page.locator(".nhsuk-inset-text strong").innerText();
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByLabel("Name of the phone or app").fill("My phone");
  await page.getByRole("button", { name: "Continue" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your recovery codes");
  await expectAccessible(page);
  const codes = (await page.locator(".app-codes").innerText()).trim().split("\n");
  expect(codes).toHaveLength(10);
  await page.getByRole("button", { name: "I have kept these codes" }).click();
  await expect(page.getByText("Your new recovery codes now work.")).toBeVisible();
  await expect(page.locator("strong", { hasText: "My phone" })).toBeVisible();

  await logOut(page);
  await enterPassword(page, accounts.gp);
  await page.getByText("I do not have my phone or my passkey").click();
  await page.getByLabel("Code", { exact: true }).fill(codes[3].toLowerCase());
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/$/);

  await openSecondFactor(page);
  await expect(page.getByText("You have 9 left.")).toBeVisible();
  await page.getByRole("link", { name: "Change My phone" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("The second factor is removed.")).toBeVisible();
  await expect(page.getByText("You have no second factor yet.")).toBeVisible();
});

test("an administrator keeps one, and others reset what is lost", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openSecondFactor(page);
  await page.getByRole("link", { name: "Change Demonstration" }).click();
  await expect(page.getByText("Add another one before you remove this one.")).toBeVisible();
  await expectAccessible(page);
  await logOut(page);

  await signIn(page, accounts.registration);
  await openUser(page, accounts.administrator.email, "Margaret Okafor");
  await page.getByRole("link", { name: "Help with logging in" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: "reset their second factor" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Reset second factor");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Reset second factor" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the reason");
  await page.getByLabel("Reason").fill("Phone stolen. Rang back on the practice's number.");
  await page.getByRole("button", { name: "Reset second factor" }).click();
  await expect(page.getByText(/The second factor of .+ is reset/)).toBeVisible();
  await expectAccessible(page);
  await logOut(page);

  await enterPassword(page, accounts.administrator);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Set up your second factor");
  await expectAccessible(page);
});

test("whoever cannot set one up yet works without one for a while", async ({ page }) => {
  // The phone is lost: the factor goes first, then its owner is exempted until the new phone is there.
  await signIn(page, accounts.registration);
  await openUser(page, accounts.administrator.email, "Margaret Okafor");
  await page.getByRole("link", { name: "Help with logging in" }).click();
  await page.getByRole("link", { name: "reset their second factor" }).click();
  await page.getByLabel("Reason").fill("Phone stolen. Rang back on the practice's number.");
  await page.getByRole("button", { name: "Reset second factor" }).click();
  await page.getByRole("link", { name: "Back", exact: true }).click();
  await page.getByRole("link", { name: "let them log in without one for a while" }).click();
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText("Log in without a second factor: Margaret Okafor");
  await expectAccessible(page);

  const allow = page.getByRole("button", { name: "Let them log in without a second factor" });
  await allow.click();
  await expect(page.getByRole("alert")).toContainText("Enter the reason");
  await expect(page.getByRole("alert")).toContainText("Enter the last day");
  await expectAccessible(page);
  await page.getByLabel("Reason").fill("The new phone comes next week.");
  await enterDay(page, new Date(Date.now() + 60 * 86_400_000));
  await allow.click();
  await expect(page.getByRole("alert")).toContainText("30 days at most");
  await enterDay(page, new Date(Date.now() + 7 * 86_400_000));
  await allow.click();
  await expect(page.getByText(/Margaret Okafor does not need a second factor until .+\./)).toBeVisible();
  await expectAccessible(page);
  await follow(page, page.getByRole("link", { name: "Everybody who may log in without a second factor" }));
  await expect(page.getByRole("table")).toContainText("The new phone comes next week.");
  await expectAccessible(page);
  await logOut(page);

  await enterPassword(page, accounts.administrator);
  await expect(page).toHaveURL(/\/$/);
  await openSecondFactor(page);
  await expect(page.getByText("You may log in without one until the end of")).toBeVisible();
  await expectAccessible(page);
  await logOut(page);

  await signIn(page, accounts.registration);
  await openUser(page, accounts.administrator.email, "Margaret Okafor");
  await page.getByRole("link", { name: "Help with logging in" }).click();
  await expect(page.getByText(/Does not need a second factor until .+: The new phone/)).toBeVisible();
  await page.getByRole("link", { name: "let them log in without one for a while" }).click();
  await page.getByRole("button", { name: "End this now" }).click();
  await expect(page.getByText("Margaret Okafor needs a second factor again.")).toBeVisible();
  await logOut(page);

  await enterPassword(page, accounts.administrator);
  await expect(heading).toHaveText("Set up your second factor");
});

test("where there can be no passkeys, the page says so and offers the app", async ({ page }) => {
  await signIn(page, accounts.gp);
  await openSecondFactor(page);
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await expect(page.getByText("open this site as localhost")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Add an authenticator app instead" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Add an authenticator app");
});

test("without JavaScript a passkey page says what it needs", async ({ page, baseURL }) => {
  test.skip(test.info().project.use.javaScriptEnabled !== false);
  const named = baseURL!.replace("127.0.0.1", "localhost");
  await jump(page, named, "passkeys are bound to a name, and this machine's is localhost");
  await openLogIn(page);
  // Chromium without scripts that is told so by Playwright does not show what stands in <noscript>.
  expect(await page.content()).toContain("turn JavaScript on");
  await expect(page.getByRole("button", { name: "Log in with a passkey" })).toBeHidden();
});
