// A practice without an administrator asks for one: documents all of it, so the same with and without JavaScript.

import type { Browser, Page } from "@playwright/test";
import { accounts, enter, expect, expectAccessible, follow, jump, logOut, ready, signIn, test } from "./fixtures";

const LETTER = "a link in a letter is opened from where letters are read";

/** The link in the newest letter to somebody about something, once it was sent. */
async function linkIn(page: Page, subject: string, to: string): Promise<string> {
  const message = page.locator(".nhsuk-card").filter({ hasText: subject }).filter({ hasText: to }).first();
  await expect(async () => {
    await jump(page, "/mail", "no page leads to the letters of a demonstration");
    await expect(message).toBeVisible({ timeout: 500 });
  }).toPass();
  return (await message.getByRole("link").first().textContent())!;
}

async function answer(page: Page, title: string | RegExp, fill: () => Promise<void>) {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expectAccessible(page);
  await fill();
  await page.getByRole("button", { name: "Continue" }).click();
}

async function person(page: Page, first: string, last: string, email: string) {
  await page.getByLabel("First name").fill(first);
  await page.getByLabel("Last name").fill(last);
  await page.getByLabel("Email address").fill(email);
}

/** From the front door to the case reference. */
async function ask(page: Page) {
  await enter(page);
  await page.getByRole("main").getByText("Log in", { exact: true }).click();
  await follow(page, page.getByRole("link", { name: "Our practice has no user administrator" }));
  await expectAccessible(page);
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Which practice is it about?");
  await page.getByLabel("Find the practice").fill("old tannery");
  await page.getByRole("button", { name: "Find" }).click();
  await answer(page, "Which practice is it about?", () => page.getByLabel(/^The Old Tannery Practice/).check());
  await answer(page, "What does the practice need?", () => page.getByLabel(/^A user administrator/).check());
  await answer(page, "Which access?", () => page.getByLabel("PL User Management").check());
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose the reason");
  await answer(page, "Why can nobody at the practice give it?", async () => {
    await page.getByLabel("The user administrator has left").check();
    await page.getByLabel("What happened?").fill("Brenda left in July.");
    for (const [box, typed] of [["Day", "31"], ["Month", "7"], ["Year", "2026"]]) await page.getByLabel(box, { exact: true }).fill(typed);
  });
  await answer(page, "Who is to get access?", async () => {
    await person(page, "Nora", "Newhouse", "nora.newhouse@demo.example");
    await page.getByLabel("Phone number").fill("01632 960001");
    await page.getByLabel("What they do at the practice").fill("Practice manager");
  });
  await answer(page, "Who are you?", () => page.getByLabel("I am the person who is to get access").check());
  await answer(page, /^Does anyone lose access/, () => page.getByLabel("No", { exact: true }).check());
  await answer(page, /^Who confirms it/, () => page.getByLabel("Caldicott Guardian").check());
  await answer(page, /^How do we reach the/, () => person(page, "Gwen", "Guardian", "gwen.guardian@demo.example"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your answers");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByRole("alert")).toContainText("Tick to say that all of it is true");
  await page.getByLabel(/^All of this is true/).check();
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByText(/Its case reference is UA-/)).toBeVisible();
  await expectAccessible(page);
}

/** Confirms in a browser of one's own. */
async function confirm(browser: Browser, baseURL: string, subject: string, who: string, name: string) {
  const { javaScriptEnabled, viewport, userAgent } = test.info().project.use;
  const context = await browser.newContext({ baseURL, javaScriptEnabled, viewport, userAgent });
  const page = await context.newPage();
  await jump(page, await linkIn(page, subject, who), LETTER);
  await ready(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Tick every statement");
  for (const statement of await page.getByRole("checkbox").all()) await statement.check();
  await page.getByLabel("Type your name to sign").fill(name);
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await expect(page.getByText("Thank you. We have noted it")).toBeVisible();
  await context.close();
}

async function openCase(page: Page) {
  await follow(page, page.getByRole("link", { name: "Certifications", exact: true }));
  await expectAccessible(page);
  await follow(page, page.getByRole("table").getByRole("link", { name: /^UA-/ }));
  await expectAccessible(page);
}

test("a practice gets its first administrator by two who confirm and two officers, and can object", { tag: "@phone" }, async ({ page, browser, baseURL }) => {
  test.setTimeout(240_000);
  await ask(page);
  await confirm(browser, baseURL!, "Please confirm that you want this access", "nora.newhouse", "Nora Newhouse");
  await confirm(browser, baseURL!, "Please confirm who gets access at your practice", "gwen.guardian", "Gwen Guardian");

  await signIn(page, accounts.registration);
  await openCase(page);
  await expect(page.getByText("The authoriser has no account and no entry")).toBeVisible();
  await page.getByRole("button", { name: "Take it on" }).click();
  for (let made = 0; made < 8; made += 1) {
    const check = page.locator("details").filter({ has: page.locator('input[value="check"]') }).nth(made);
    await check.locator("summary").click();
    await check.getByLabel("Passed").check();
    await check.getByLabel("Compared with what, and when").fill("CQC care directory, 20 November 2026");
    await check.getByRole("button", { name: "Record" }).click();
    await expect(page.getByText("It is recorded.")).toBeVisible();
  }
  await page.getByRole("button", { name: /^The checks are done/ }).click();
  await expect(page.getByText(/another officer has to approve it/)).toBeVisible();
  await expectAccessible(page);
  await logOut(page);

  await signIn(page, accounts.secondOfficer);
  await openCase(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("It is recorded. Status: Approved, not yet in force")).toBeVisible();
  await logOut(page);

  // Whoever is told can stop it.
  await jump(page, await linkIn(page, "Someone is about to get access", "gwen.guardian"), LETTER);
  await page.getByText("This is wrong", { exact: true }).click();
  await page.getByLabel("What is wrong?").fill("I was asked by telephone by somebody I do not know.");
  await page.getByRole("button", { name: "Stop it" }).click();
  await expect(page.getByText("Stopped by an objection")).toBeVisible();
  await expectAccessible(page);
});
