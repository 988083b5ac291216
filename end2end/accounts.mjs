// The accounts of the demonstration that tests and screenshots sign in with.

const password = "practice-access-demo";

export const accounts = {
  administrator: { email: "administrator@example.nhs.uk", password },
  gp: { email: "gp@example.nhs.uk", password },
  practiceManager: { email: "practice.manager@example.nhs.uk", password },
  registration: { email: "registration@example.nhs.uk", password },
};

/** Fills in the sign-in page and waits for the page behind it. */
export async function signIn(page, account) {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}
