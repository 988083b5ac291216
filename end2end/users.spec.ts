// The main job: find a user, see what they may do, change it. At one practice and at three.

import type { Page } from "@playwright/test";
import {
  accounts,
  expect,
  expectAccessible,
  follow,
  jump,
  openMenu,
  openUser,
  ready,
  searchFor,
  signIn,
  test,
} from "./fixtures";

async function openCreate(page: Page) {
  await follow(page, page.getByRole("main").getByRole("button", { name: "Create a user" }));
}

test("a user is found by any part of the name, without accents", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await searchFor(page, "joao fer");
  await expect(page.getByRole("link", { name: "Dr João Ferreira" })).toBeVisible();
  await expect(page.getByText("1 user", { exact: true })).toBeVisible();
  await expectAccessible(page);
});

test("nobody found says what was searched and what to try", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await searchFor(page, "zzzz");
  await expect(page.getByRole("heading", { name: "No one found" })).toBeVisible();
  await expect(page.getByText("We searched for: Text: zzzz")).toBeVisible();
  await expectAccessible(page);
});

test("filters are in the address and are removed one by one", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await openMenu(page, "Users");
  await page.getByText("Filter and order", { exact: true }).click();
  await page.getByLabel("Practice", { exact: true }).selectOption("Fenwick Hill Surgery (ZZ9009)");
  await page.getByLabel("Role held").selectOption("Accountant");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/\/users\?(?=.*role=gpp-accountant)(?=.*practice=ZZ9009)/);
  await expect(page.getByRole("link", { name: "Mr Nigel Abacus-Hartley" })).toBeVisible();
  await expect(page.getByText("1 user", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Remove the filter Role: Accountant" }).click();
  await expect(page).toHaveURL("/users?practice=ZZ9009");
  await expect(page.getByText("7 users", { exact: true })).toBeVisible();
});

test("a role is given after the exact change was shown", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "patel", "Priya Patel");
  await expectAccessible(page);
  const box = page.getByRole("checkbox", { name: "Statements at Elmfield Surgery" });
  const before = await box.isChecked();
  await box.setChecked(!before);
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Check the changes / })).toBeVisible();
  await expect(page.getByRole("definition")).toContainText(["Statements"]);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();
  await expect(box).toBeChecked({ checked: !before });
  await follow(page, page.getByRole("link", { name: "See the history" }));
  await expect(page.getByRole("main")).toContainText("Statements");
});

test("a role that is held gets a last day, and loses it again", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "darcy", "Zoë D'Arcy-Jones");
  await page.getByRole("link", { name: "Change dates of View Claims at Elmfield Surgery" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Change the dates of View Claims");
  await expect(page).toHaveURL(/\/dates\?practice=ZZ9001&role=gpp-view-claims$/);
  await ready(page);
  await expectAccessible(page);
  const last = page.getByRole("group", { name: "Last day" });
  const type = async (day: string, month: string, year: string) => {
    await last.getByLabel("Day").fill(day);
    await last.getByLabel("Month").fill(month);
    await last.getByLabel("Year").fill(year);
    await page.getByRole("button", { name: "Change dates" }).click();
  };

  await type("31", "2", "2099");
  await expect(page.getByRole("alert")).toContainText("Last day must be a real date");
  await expect(last).toContainText("Last day must be a real date");
  await expect(last.getByLabel("Month")).toHaveValue("2");
  await expectAccessible(page);

  const year = String(new Date().getFullYear() + 1);
  await page.getByLabel("Reason").fill("Contract until the spring");
  await type("31", "3", year);
  await expect(page.getByText(`View Claims: last day set to 31 March ${year}.`)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save dates" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();
  await expect(page.getByText(`Ends after 31 March ${year}.`)).toBeVisible();
  await follow(page, page.getByRole("link", { name: "See the history" }));
  await expect(page.getByRole("main")).toContainText("changed the dates of a role of Zoë D'Arcy-Jones");
  await expect(page.getByRole("main")).toContainText("Contract until the spring");

  await openMenu(page, "Users");
  await openUser(page, "darcy", "Zoë D'Arcy-Jones");
  await page.getByRole("link", { name: "Change dates of View Claims at Elmfield Surgery" }).click();
  await ready(page);
  await expect(last.getByLabel("Month")).toHaveValue("3");
  await type("", "", "");
  await page.getByRole("button", { name: "Save dates" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();
  await expect(page.getByText("Ends after")).toHaveCount(0);
});

test("three practices are saved in one go", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await openUser(page, "akhtar", "Imran Akhtar");
  for (const practice of ["Fenwick Green Branch Practice", "Fenwick Hill Surgery", "Fenwick Street Surgery"]) {
    await page.getByRole("checkbox", { name: `AVCs at ${practice}` }).check();
  }
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Fenwick Hill Surgery (ZZ9009)" })).toBeVisible();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "AVCs at Fenwick Hill Surgery" })).toBeChecked();
});

test("changing one's mind at the check keeps the ticks", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "patel", "Priya Patel");
  const box = page.getByRole("checkbox", { name: "AVCs at Elmfield Surgery" });
  await box.check();
  await page.getByRole("button", { name: "Update user" }).click();
  await page.getByRole("button", { name: "Change" }).click();
  await expect(box).toBeChecked();
});

test("what someone else changed meanwhile is shown, and nothing is overwritten", async ({ page, browser, baseURL }) => {
  await signIn(page, accounts.practiceManager);
  await openUser(page, "akhtar", "Imran Akhtar");
  const scripted = test.info().project.use.javaScriptEnabled;
  const context = await browser.newContext({ baseURL, javaScriptEnabled: scripted });
  const other = await context.newPage();
  await signIn(other, accounts.practiceManager);
  await openUser(other, "akhtar", "Imran Akhtar");
  await other.getByRole("checkbox", { name: "AVCs at Fenwick Hill Surgery" }).check();
  await other.getByRole("button", { name: "Update user" }).click();
  await expect(other.getByRole("heading", { level: 1, name: /^Check the changes / })).toBeVisible();
  await other.getByRole("button", { name: "Update user" }).click();
  await expect(other.getByText("are saved.")).toBeVisible();
  await context.close();

  await page.getByRole("checkbox", { name: "Statements at Fenwick Hill Surgery" }).uncheck();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByRole("alert")).toContainText("Someone else changed this user's roles");
  await expect(page.getByText("Added AVCs")).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "AVCs at Fenwick Hill Surgery" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Statements at Fenwick Hill Surgery" })).not.toBeChecked();
  await expectAccessible(page);
});

test("the last administrator goes only after a second confirmation", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "okafor", "Margaret Okafor");
  await page.getByRole("checkbox", { name: "GPP User Management at Elmfield Surgery" }).uncheck();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText("Only the registration team can appoint the next one.")).toBeVisible();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByRole("alert")).toContainText("Confirm that GP Payments and Pensions at Elmfield Surgery");
  await expectAccessible(page);
});

test("a new address goes on to name and roles, and makes a user", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openCreate(page);
  await expectAccessible(page);
  await page.getByLabel("Their email address").fill("new.person@demo.example");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter a last name");
  await expectAccessible(page);
  await page.getByLabel("First name").fill("Noor");
  await page.getByLabel("Last name").fill("O'Person <b>");
  await page.getByRole("checkbox", { name: "View Claims at Elmfield Surgery" }).check();
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Check before you create / })).toBeVisible();
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Noor O'Person <b>");
  await expect(page.getByRole("checkbox", { name: "View Claims at Elmfield Surgery" })).toBeChecked();
});

test("an address that has an account leads to it", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openCreate(page);
  await page.getByLabel("Their email address").fill("wei.chen@demo.example");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("already has an account.")).toBeVisible();
  // Somebody else's user: no more than what was typed.
  await expect(page.getByRole("main")).not.toContainText("Wei");
  await expectAccessible(page);
});

test("someone who manages no users is told who does", async ({ page }) => {
  await signIn(page, accounts.gp);
  await jump(page, "/users", "no page leads there whoever manages no users: a link from a colleague");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not manage users");
  await expectAccessible(page);
});

test("a practice is added to the table without losing what was ticked", async ({ page }) => {
  await signIn(page, accounts.registration);
  await openUser(page, "eze", "Ngozi Eze");
  const box = page.getByRole("checkbox", { name: "PL User Management at Kestrel Road Medical Centre" });
  await box.uncheck();
  const code = page.getByLabel("Add a practice by its code");
  const show = async (text: string) => {
    await code.fill(text);
    await page.getByRole("button", { name: "Show" }).click();
  };
  await show("ZZ9001");
  await expect(page.getByRole("columnheader", { name: /^Elmfield Surgery/ })).toBeVisible();
  await expect(box).not.toBeChecked();
  await expect(page).toHaveTitle(/Ngozi Eze - Practice Access$/);
  await expectAccessible(page);
  await show("ZZ0000");
  await expect(page.getByText("No practice has the code ZZ0000.")).toBeVisible();
  await expect(page.getByRole("columnheader", { name: /^Elmfield Surgery/ })).toBeVisible();
  await expect(box).not.toBeChecked();
  if (test.info().project.use.javaScriptEnabled !== false) {
    await expect(code).toBeFocused();
    await expect(page.locator(".app-change-bar")).toContainText("1 change");
  }
  await page.getByLabel("Reason").fill("Checked by telephone");
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Check the changes for .*Ngozi Eze$/);
  await expect(page.getByRole("heading", { level: 2, name: /^Kestrel Road Medical Centre/ })).toBeVisible();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();
  // They take the role away and do not give it: there is no box any more.
  await expect(box).toHaveCount(0);
});

test("a long list is walked through page by page, there and back", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.registration);
  await openMenu(page, "Users");
  const heading = page.getByRole("heading", { level: 1 });
  const names = page.getByRole("table").locator(".app-person__name");
  const pages = page.getByRole("navigation", { name: "Pages of results" });
  await expect(heading).toHaveText("Users");
  await expect(pages.getByRole("link", { name: "Previous page" })).toHaveCount(0);
  await expect(page.getByText(/^(More than )?\d+ users$/)).toBeVisible();
  await expect(pages.getByText(/^Page 1( of \d+)?$/)).toBeVisible();
  const first = await names.allTextContents();
  await follow(page, pages.getByRole("link", { name: "Next page" }));
  await expect(heading).toHaveText(/^Users \(page 2( of \d+)?\)$/);
  await expect(page).toHaveTitle(/^Users \(page 2( of \d+)?\) - /);
  const second = await names.allTextContents();
  expect(second).not.toEqual(first);
  await follow(page, pages.getByRole("link", { name: "Next page" }));
  await expect(heading).toHaveText(/^Users \(page 3( of \d+)?\)$/);
  await expectAccessible(page);
  await follow(page, pages.getByRole("link", { name: "Previous page" }));
  await expect(heading).toHaveText(/^Users \(page 2( of \d+)?\)$/);
  expect(await names.allTextContents()).toEqual(second);
  await follow(page, pages.getByRole("link", { name: "Previous page" }));
  await expect(heading).toHaveText("Users");
  expect(await names.allTextContents()).toEqual(first);
});

test("users are put in order by any column, and the filter names its practice", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await openMenu(page, "Users");
  await page.getByText("Filter and order", { exact: true }).click();
  await page.getByLabel("Practice", { exact: true }).selectOption("Fenwick Hill Surgery (ZZ9009)");
  await page.getByLabel("Order").selectOption("Name, Z to A");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/\/users\?(?=.*sort=-name)(?=.*practice=ZZ9009)/);
  await expect(page.getByRole("link", { name: "Remove the filter Practice: Fenwick Hill Surgery (ZZ9009)" })).toBeVisible();
  const names = page.getByRole("table").locator(".app-person__name");
  const down = await names.allTextContents();
  await page.getByRole("columnheader", { name: "Name" }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  expect(await names.allTextContents()).toEqual(down.reverse());
  await expectAccessible(page);
});
