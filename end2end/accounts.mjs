// The accounts of the demonstration that tests and screenshots sign in with.

const password = "practice-access-demo";

export const accounts = {
  /** User administrator of one practice. */
  administrator: { email: "administrator@demo.example", password },
  /** User administrator of three practices. */
  practiceManager: { email: "practice.manager@demo.example", password },
  /** Registration officer. */
  registration: { email: "registration@demo.example", password },
  /** A second one. */
  secondOfficer: { email: "second.officer@demo.example", password },
  /** GP who administers nothing. */
  gp: { email: "gp@demo.example", password },
  /** Partner at two practices, whose accountant fills in the certificates. */
  partner: { email: "dr.joao.ferreira@demo.example", password },
  /** The partner's accountant. */
  accountant: { email: "nigel.abacus.hartley@demo.example", password },
  /** GP whose self-assessment waits for the pensions desk. */
  submitter: { email: "dr.harpreet.kaur@demo.example", password },
  /** Somebody with ordinary roles at one practice. */
  member: { email: "callum.reid@demo.example", password },
};

/** Logs in as people do: from the start page. */
export async function signIn(page, account) {
  await enterPassword(page, account);
  await showCode(page);
}

/** Goes from the start page to where one logs in, enters address and password, and no more. */
export async function enterPassword(page, account) {
  await page.goto("/");
  await page.getByRole("main").getByText("Log in", { exact: true }).click();
  await fillPassword(page, account);
}

/** The same where a page that is not for everybody has asked for it. */
export async function fillPassword(page, account) {
  await page.getByLabel("Email address").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/**
 * Sends the code that the demonstration fills in, where one is asked for. Each works once and there
 * is a new one every 30 seconds, so the third sign-in within a minute may have to wait.
 */
export async function showCode(page) {
  const isAsked = () => new URL(page.url()).pathname === "/sign-in/factor";
  for (let tries = 0; isAsked() && tries < 30; tries += 1) {
    if (await page.getByLabel("Code", { exact: true }).inputValue()) {
      await page.getByRole("button", { name: "Continue" }).click();
      await page.waitForLoadState();
    } else {
      await page.waitForTimeout(2000);
      await page.reload();
    }
  }
}

/** The same without a browser: the cookie of a session at the server `url`. */
export async function signInByForm(url, { email, password }) {
  const post = (path, fields, cookie = "") =>
    fetch(url + path, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
      headers: { cookie },
    });
  const cookieOf = (answer) => answer.headers.getSetCookie()[0].split(";")[0];
  const answer = await post("/sign-in", { email, password });
  const cookie = cookieOf(answer);
  const to = answer.headers.get("location");
  if (to.startsWith("/sign-in/set-up")) throw new Error(`${email} has no second factor yet`);
  if (!to.startsWith("/sign-in/factor")) return cookie;
  for (let tries = 0; tries < 60; tries += 1) {
    const page = await (await fetch(url + to, { headers: { cookie } })).text();
    const [, code] = page.match(/name="code"[^>]* value="(\d{6})"/) ?? [];
    if (code) return cookieOf(await post("/sign-in/factor", { code, next: "/" }, cookie));
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`no code for ${email}`);
}
