// An account's life, from the invitation to a forgotten password, with the messages as the demonstration shows them.

import type { Page } from "@playwright/test";
import { enterPassword } from "./accounts.mjs";
import {
  accounts,
  enter,
  expect,
  expectAccessible,
  follow,
  jump,
  logOut,
  menu,
  openAccount,
  openLogIn,
  openMenu,
  openUser,
  signIn,
  test,
} from "./fixtures";

const GOOD = "walrus kettle ivory";
const LETTER = "a link in a letter is opened from where letters are read";

/** The link in the newest message about something, once it was sent. */
async function linkIn(page: Page, subject: string): Promise<string> {
  const message = page.locator(".nhsuk-card").filter({ hasText: subject }).first();
  await expect(async () => {
    await jump(page, "/mail", "no page leads to the letters of a demonstration");
    await expect(message).toBeVisible({ timeout: 500 });
  }).toPass();
  return (await message.getByRole("link").first().textContent())!;
}

async function openCreate(page: Page) {
  await follow(page, page.getByRole("button", { name: "Create a user" }));
}

async function create(page: Page, email: string) {
  await openCreate(page);
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("First name").fill("Nora");
  await page.getByLabel("Last name").fill("Newhouse");
  await page.locator('input[type=checkbox][value$=":gpp-statements"]').first().check();
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Check / })).toBeVisible();
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByText("are saved")).toBeVisible();
}

test("an invited colleague sets up their account and logs in", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await create(page, "nora.newhouse@demo.example");
  await page.getByRole("link", { name: "Help with logging in" }).click();
  await expect(page.getByText("Not set up. Invited on")).toBeVisible();
  await expectAccessible(page);
  await logOut(page);

  const link = await linkIn(page, "Set up your Practice Access account");
  await expectAccessible(page);
  await jump(page, link, LETTER);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Set up your account");
  await expectAccessible(page);
  await page.getByLabel("New password").fill("password1234");
  await page.getByLabel("I accept the terms of use").check();
  await page.getByRole("button", { name: "Set up account" }).click();
  await expect(page.getByRole("link", { name: "This password is too easy to guess" })).toBeVisible();
  await expect(page.getByLabel("I accept the terms of use")).toBeChecked();
  await expectAccessible(page);
  await page.getByLabel("New password").fill(GOOD);
  await page.getByRole("button", { name: "Set up account" }).click();
  await expect(page.getByRole("button", { name: "Log out" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Nora");

  await jump(page, link, LETTER);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This account is set up already");
  await expectAccessible(page);
});

test("an invitation is sent again and withdrawn", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await create(page, "nora.newhouse@demo.example");
  const first = await linkIn(page, "Set up your Practice Access account");
  await openMenu(page, "Users");
  await openUser(page, "nora.newhouse", "Nora Newhouse");
  await page.getByRole("link", { name: "Help with logging in" }).click();
  await page.getByRole("button", { name: "Send the invitation again" }).click();
  await expect(page.getByText("The invitation will be sent again.")).toBeVisible();
  await page.getByRole("button", { name: "Withdraw the invitation" }).click();
  await expect(page.getByRole("heading", { name: "Withdraw the invitation?" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Withdraw", exact: true }).click();
  await expect(page.getByText("The invitation was withdrawn.")).toBeVisible();
  await jump(page, first, LETTER);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is a newer invitation");
});

test("a forgotten password is replaced by a link", { tag: "@phone" }, async ({ page }) => {
  await enter(page);
  await openLogIn(page);
  await page.getByRole("link", { name: "I have forgotten my password" }).click();
  await expectAccessible(page);
  await page.getByLabel("Email address").fill(accounts.gp.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your email");
  await expectAccessible(page);
  await jump(page, await linkIn(page, "Choose a new password"), LETTER);
  await expectAccessible(page);
  await page.getByLabel("New password").fill(GOOD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password has changed")).toBeVisible();
  await signIn(page, { email: accounts.gp.email, password: GOOD });
  await expect(page.getByRole("button", { name: "Log out" })).toBeVisible();
});

test("one's own account shows where one is logged in and changes what is one's own", { tag: "@phone" }, async ({ page, browser, baseURL }) => {
  const elsewhere = await (await browser.newContext({ baseURL })).newPage();
  await signIn(elsewhere, accounts.administrator);
  await signIn(page, accounts.administrator);
  await openAccount(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your account");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Log out everywhere else" }).click();
  await expect(page.getByText("You are logged out everywhere else.")).toBeVisible();
  await menu(elsewhere, "Users").click();
  await expect(elsewhere).toHaveURL(/\/sign-in/);

  await page.getByRole("link", { name: "Change phone number" }).click();
  await page.getByLabel("Phone number").fill("01632 960123");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("01632 960123")).toBeVisible();

  await page.getByRole("link", { name: "Change email address" }).click();
  await expectAccessible(page);
  await page.getByLabel("New email address").fill("helen.new@demo.example");
  await page.getByLabel("Your password").fill(accounts.administrator.password);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("Waiting for you to open the link")).toBeVisible();
  await jump(page, await linkIn(page, "Confirm your new email address"), LETTER);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Use this address" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your email address has changed");
  await logOut(page);
  await enterPassword(page, { ...accounts.administrator, email: "helen.new@demo.example" });
  await expect(page, "the new address is known, and a code is asked for").toHaveURL(/\/sign-in\/factor/);
});

test("staying logged in opens beside the page and keeps what was typed", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openCreate(page);
  await page.getByLabel("Email address").fill("half@typed");
  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: /Stay logged in/ }).click();
  const beside = await opened;
  await expect(beside.getByRole("heading", { level: 1 })).toHaveText("You stay logged in");
  await expect(page.getByLabel("Email address")).toHaveValue("half@typed");
});
