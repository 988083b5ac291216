// The accounts of the demonstration that tests and screenshots sign in with.

const password = "practice-access-demo";

export const accounts = {
  /** User administrator of one practice. */
  administrator: { email: "administrator@demo.example", password },
  /** User administrator of three practices. */
  practiceManager: { email: "practice.manager@demo.example", password },
  /** Registration officer. */
  registration: { email: "registration@demo.example", password },
  /** GP who administers nothing. */
  gp: { email: "gp@demo.example", password },
};

/** Fills in the sign-in page and waits for the page behind it. */
export async function signIn(page, account) {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}
