// Passkeys, which need JavaScript by nature, with a device that Chromium invents.

import type { Page } from "@playwright/test";
import {
  accounts,
  expect,
  expectAccessible,
  jump,
  logOut,
  openLogIn,
  openSecondFactor,
  signIn,
  test,
} from "./fixtures";

/** A device with a fingerprint reader that keeps passkeys. */
async function device(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const verifies = (isUserVerified: boolean) =>
    cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  return { verifies };
}

// Passkeys are bound to a name; this machine's is localhost.
test.use({
  baseURL: async ({ baseURL }, use) => use(baseURL!.replace("127.0.0.1", "localhost")),
});

test("a passkey is made, shown after the password, and logs in alone", async ({ page }) => {
  await device(page);
  await signIn(page, accounts.gp);
  await openSecondFactor(page);
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await expectAccessible(page);
  await page.getByLabel("Name of the device or key").fill("Surgery laptop");
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await page.getByRole("button", { name: "I have kept these codes" }).click();
  await expect(page.locator("strong", { hasText: "Surgery laptop" })).toBeVisible();
  await logOut(page);

  await openLogIn(page);
  await page.getByLabel("Email address").fill(accounts.gp.email);
  await page.getByLabel("Password", { exact: true }).fill(accounts.gp.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in\/factor/);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Use your passkey" }).click();
  await expect(page).toHaveURL(/\/$/);
  await logOut(page);

  // Neither username nor password.
  await jump(page, "/account/second-factor", "a bookmark of a page behind the log in");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await expect(page).toHaveURL(/\/account\/second-factor$/);
  await expect(page.locator("strong", { hasText: "Surgery laptop" })).toBeVisible();
});

test("a passkey that does not verify its user lets nobody in", async ({ page }) => {
  const { verifies } = await device(page);
  await signIn(page, accounts.gp);
  await openSecondFactor(page);
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await page.getByRole("button", { name: "I have kept these codes" }).click();
  await logOut(page);
  await verifies(false);
  await openLogIn(page);
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("no passkey was used");
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("the same device is not added twice", async ({ page }) => {
  await device(page);
  await signIn(page, accounts.gp);
  await openSecondFactor(page);
  for (const name of ["First", "Second"]) {
    await page.getByRole("link", { name: "Add a passkey" }).click();
    await page.getByLabel("Name of the device or key").fill(name);
    await page.getByRole("button", { name: "Make a passkey" }).click();
    if (name === "First") await page.getByRole("button", { name: "I have kept these codes" }).click();
  }
  await expect(page.getByRole("alert")).toContainText("already has a passkey");
});
