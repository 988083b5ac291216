// The record: what was changed is found again on the user's page, the practice's and the whole history.

import type { Page } from "@playwright/test";
import {
  accounts,
  downloadedRows,
  enterDay,
  expect,
  expectAccessible,
  logOut,
  openFromCard,
  openMenu,
  openOwnPractice,
  openUser,
  signIn,
  test,
} from "./fixtures";

/** The events that are shown, from the top. */
function events(page: Page) {
  return page.getByRole("main").getByRole("listitem").filter({ has: page.getByRole("time") });
}

async function openFilter(page: Page) {
  const kind = page.getByLabel("What happened");
  if (!(await kind.isVisible())) await page.getByText("Filter", { exact: true }).click();
  await expect(kind).toBeVisible();
}

async function openHistoryAbout(page: Page, person: string) {
  await openFromCard(page, "What was changed", "Elmfield Surgery");
  await openFilter(page);
  await page.getByLabel("Person (name)").fill(person);
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(new RegExp(`[?&]person=${person}`));
}

test("a change is in the user's history, the practice's and the whole", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "patel", "Priya Patel");
  await page.getByRole("checkbox", { name: "Statements at Elmfield Surgery" }).check();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Check the changes / })).toBeVisible();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();

  const isThere = async () => {
    const event = events(page).filter({ hasText: "Margaret Okafor changed Priya Patel's roles" }).first();
    await expect(event).toContainText("Added Statements");
    await expectAccessible(page);
  };
  await page.getByRole("link", { name: "See the history" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^History of .*Priya Patel$/);
  await isThere();
  await openOwnPractice(page);
  await page.getByRole("navigation", { name: "This practice" }).getByRole("link", { name: "History" }).click();
  await expect(page).toHaveTitle("History of Elmfield Surgery - Practice Access");
  await isThere();

  await logOut(page);
  await signIn(page, accounts.registration);
  await openMenu(page, "History");
  await expect(page).toHaveTitle("History - Practice Access");
  await isThere();
});

test("the history is narrowed to a kind of event and a person, and widened again", async ({ page }) => {
  await signIn(page, accounts.registration);
  await openMenu(page, "History");
  await openFilter(page);
  await page.getByLabel("What happened").selectOption("Account created");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/[?&]what=user-created/);
  await expect(page.getByRole("link", { name: "Remove the filter What: Account created" })).toBeVisible();
  const others = events(page).filter({ hasNotText: "created the account of" });
  await expect(others).toHaveCount(0);
  await expect(events(page)).not.toHaveCount(0);
  await expectAccessible(page);

  await openFilter(page);
  await page.getByLabel("Person (name or email address)").fill("priya patel");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/[?&]person=priya/);
  await expect(page.getByText("1 event", { exact: true })).toBeVisible();
  await expect(events(page)).toContainText(["Margaret Okafor created the account of Priya Patel"]);

  await page.getByRole("link", { name: "Remove the filter What: Account created" }).click();
  await expect(page).toHaveURL(/^[^?]*\/history\?person=priya[^&]*$/);
  await expect(events(page)).toHaveCount(2);
  await expect(events(page).first()).toContainText("Margaret Okafor changed Priya Patel's roles");
  await page.getByRole("link", { name: "Clear all filters" }).click();
  await expect(page).toHaveURL("/history");
  await expect(page.getByText(/^(The newest )?\d+ events$/)).toBeVisible();
});

test("a practice's history is narrowed to a day, and days in the wrong order are told", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openFromCard(page, "What was changed", "Elmfield Surgery");
  const leaving = events(page).filter({ hasText: "Removed Statements and Locum Applications" });
  const moment = await leaving.getByRole("time").getAttribute("datetime");
  const day = moment!.slice(0, 10);
  const heading = new Date(`${day}T12:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  await openFilter(page);
  await enterDay(page, new Date(day), "First day");
  await enterDay(page, new Date(day), "Last day");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("link", { name: `Remove the filter From ${heading}` })).toBeVisible();
  await expect(events(page)).toHaveCount(1);
  await expect(events(page)).toContainText(["Removed Statements and Locum Applications"]);
  await expect(page.getByRole("heading", { level: 2, name: heading })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: `Remove the filter Until ${heading}` }).click();
  await expect(events(page).nth(1)).toBeVisible();

  await openFilter(page);
  await enterDay(page, new Date("2020-01-31"), "Last day");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("alert")).toContainText("The last day must not be before the first");
  const last = page.getByRole("group", { name: "Last day" });
  await expect(last.getByLabel("Year")).toHaveValue("2020");

  // What is no day stays as it was typed, with what is wrong with it.
  await last.getByLabel("Month").fill("2");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("alert")).toContainText("Last day must be a real date");
  await expect(last.getByLabel("Day")).toHaveValue("31");
  await expect(page).toHaveTitle("Error: History of Elmfield Surgery - Practice Access");
  await expectAccessible(page);
});

test("a narrowing that nothing fits says what was asked for", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openHistoryAbout(page, "zzzz");
  await expect(page.getByText("Nothing in this history fits: Person: zzzz.")).toBeVisible();
  await expectAccessible(page);
});

test("the file has exactly the events that are shown", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openHistoryAbout(page, "wojcik");
  await expect(events(page)).toHaveCount(2);
  const shown = await events(page).evaluateAll((items) =>
    items.map((item) => {
      const words = (selector: string) => item.querySelector(selector)?.textContent ?? "";
      const entry = /Entry (\d+) of (.+)$/.exec(words(".app-history__detail"));
      return [
        item.querySelector("time")?.getAttribute("datetime"),
        words(".app-history__detail a:last-of-type"),
        words(".app-history__changes"),
        entry?.[2],
        entry?.[1],
      ];
    }),
  );
  const [heads, ...rows] = await downloadedRows(
    page.getByRole("link", { name: "Download this history as a spreadsheet (CSV)" }),
  );
  const column = (name: string) => heads.indexOf(name);
  const same = rows.map((row) => [
    `${row[column("Date")]}T${row[column("Time")]}`,
    row[column("Whom")],
    row[column("Changes")],
    row[column("Chain")],
    row[column("Number")],
  ]);
  expect(same).toEqual(shown);
});
