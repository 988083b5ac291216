// Where WebAssembly runs, the document is loaded once: what comes after, and what is told when the line is
// down or the session has ended.

import type { Page } from "@playwright/test";
import {
  accounts,
  expect,
  expectAccessible,
  hydrated,
  openMenu,
  openOwnPractice,
  openUser,
  searchFor,
  signIn,
  test,
} from "./fixtures";

const CHECK = /^Check the changes /;

interface Marked extends Window {
  loadedOnce?: boolean;
}

test("no step of a working day loads the document again or leaves anything behind", async ({ page }) => {
  test.setTimeout(60_000);
  await signIn(page, accounts.registration);
  await openMenu(page, "Users");
  await page.evaluate(() => ((window as Marked).loadedOnce = true));

  /** The page of this heading, whole and alone, in the same document as before. */
  const isAt = async (heading: string | RegExp, address: string | RegExp) => {
    await expect(page).toHaveURL(address);
    const h1 = page.getByRole("heading", { level: 1 });
    await expect(h1).toHaveText(heading);
    await expect(page).toHaveTitle(`${await h1.textContent()} - Practice Access`);
    await expect(page.getByRole("main")).toHaveCount(1);
    await expect(page.getByRole("banner")).toHaveCount(1);
    await expect(page.getByRole("contentinfo")).toHaveCount(1);
    await expect(page.locator("title")).toHaveCount(1);
    expect(await page.evaluate(() => (window as Marked).loadedOnce)).toBe(true);
  };
  const step = (name: string, act: () => Promise<void>, heading: string | RegExp, address: string | RegExp) =>
    test.step(name, async () => {
      await act();
      await isAt(heading, address);
    });
  const main = page.getByRole("main");
  const menu = page.getByRole("navigation", { name: "Menu" });
  const rows = main.getByRole("table").getByRole("row");

  const search = async () => {
    await page.getByLabel("Find a user").fill("jones");
    await page.getByRole("button", { name: "Search" }).click();
  };
  await step("search", search, "Users", /\/users\?q=jones$/);
  await expect(rows.filter({ hasText: "D'Arcy-Jones" })).toHaveCount(1);
  const sort = () => main.getByRole("columnheader").getByRole("link").last().click();
  await step("sort", sort, "Users", /\/users\?q=jones&sort=/);
  const sorted = page.url();
  const user = () => main.getByRole("table").getByRole("link", { name: "Zoë D'Arcy-Jones" }).click();
  await step("open a user", user, /Zoë D'Arcy-Jones/, /\/users\/[0-9a-f-]{36}$/);
  await step("back", async () => void (await page.goBack()), "Users", sorted);
  await expect(rows.filter({ hasText: "D'Arcy-Jones" })).toHaveCount(1);
  const practices = () => menu.getByRole("link", { name: "Practices" }).click();
  await step("practices", practices, "Practices", "/practices");
  const summary = () => main.getByRole("link", { name: "Elmfield Surgery" }).click();
  await step("summary", summary, "Users of Elmfield Surgery", "/practices/ZZ9001/users");
  const filter = async () => {
    await page.getByText("Filter and order", { exact: true }).click();
    await page.getByLabel("Status", { exact: true }).selectOption("Invited");
    await page.getByRole("button", { name: "Apply" }).click();
  };
  await step("filter", filter, "Users of Elmfield Surgery", "/practices/ZZ9001/users?status=invited");
  await expect(main.getByRole("rowheader").getByRole("link")).toHaveText(["Priya Patel"]);
  const turn = () => main.getByRole("link", { name: "People with each role" }).click();
  await step("turn round", turn, "Users of Elmfield Surgery", /\/users\?(?=.*view=roles)(?=.*status=invited)/);
  await expect(main.getByRole("table")).toHaveCount(3);
  const back = async () => void (await page.goBack());
  await step("back to the people", back, "Users of Elmfield Surgery", "/practices/ZZ9001/users?status=invited");
  await expect(main.getByRole("grid")).toHaveCount(1);
  const history = () => menu.getByRole("link", { name: "History" }).click();
  await step("history", history, "History", "/history");
  const narrow = async () => {
    await main.getByText("Filter", { exact: true }).click();
    await page.getByLabel("What happened").selectOption("Account created");
    await page.getByRole("button", { name: "Apply" }).click();
  };
  await step("filter the history", narrow, "History", "/history?what=user-created");
  await expect(main.getByText(/ changed .* roles$/)).toHaveCount(0);
  const home = () => menu.getByRole("link", { name: "Home" }).click();
  await step("home", home, /^Welcome, /, "/");
  await expectAccessible(page);
});

test("a refusal does not stay when another view of the page is opened", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  await page.getByRole("checkbox", { name: "Select Callum Reid" }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByRole("link", { name: "People with each role" }).click();
  await expect(page.getByRole("main").getByRole("table")).toHaveCount(3);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page).toHaveTitle("Users of Elmfield Surgery - Practice Access");
});

test("a link to the page leads from the check of a change back to the page", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  await page.getByRole("checkbox", { name: "Select Callum Reid" }).check();
  await page.getByLabel("Role", { exact: true }).selectOption("Statements");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: CHECK })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Users and roles" }).click();
  await expect(page.getByRole("heading", { name: CHECK })).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("grid")).toHaveCount(1);
});

async function openPatel(page: Page) {
  await signIn(page, accounts.administrator);
  await openUser(page, "patel", "Priya Patel");
}

test.describe("without a connection", () => {
  test.use({ expectedError: /net::ERR_(FAILED|INTERNET_DISCONNECTED)|TypeError: Failed to fetch/ });

  test("a page whose part of the program does not arrive says so and can be tried again", async ({ page }) => {
    await signIn(page, accounts.administrator);
    await searchFor(page, "patel");
    await page.route("**/split_*.wasm", (route) => route.abort());
    await page.getByRole("table").getByRole("link", { name: "Priya Patel" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page could not be loaded");
    await expect(page).toHaveTitle("This page could not be loaded - Practice Access");
    await expectAccessible(page);
    await page.unroute("**/split_*.wasm");
    await page.getByRole("link", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Priya Patel");
    await hydrated(page);
    await page.getByRole("checkbox", { name: "AVCs at Elmfield Surgery" }).check();
    await expect(page.locator(".app-change-bar")).toContainText("1 change");
  });

  test("trying again asks for the same view of the page", async ({ page }) => {
    await signIn(page, accounts.administrator);
    await hydrated(page);
    await page.route("**/split_*.wasm", (route) => route.abort());
    await page.getByRole("link", { name: "Give a second person GPP User Management" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page could not be loaded");
    await page.unroute("**/split_*.wasm");
    await page.getByRole("link", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Users of Elmfield Surgery");
    await expect(page).toHaveURL(/\/practices\/ZZ9001\/users\?give=gpp-user-management(#change)?$/);
  });

  test("a save that does not get through says so, keeps the ticks, and works when the line is back", async ({
    page,
    context,
  }) => {
    await openPatel(page);
    const box = page.getByRole("checkbox", { name: "Statements at Elmfield Surgery" });
    await box.check();
    await context.setOffline(true);
    await page.getByRole("button", { name: "Update user" }).click();
    await expect(page.getByRole("alert")).toContainText("We could not reach the service.");
    await expect(box).toBeChecked();
    await expect(page.locator(".app-change-bar")).toContainText("1 change");
    await expectAccessible(page);

    await context.setOffline(false);
    await page.getByRole("button", { name: "Update user" }).click();
    await expect(page.getByRole("heading", { name: CHECK })).toBeVisible();
    await context.setOffline(true);
    await page.getByRole("button", { name: "Update user" }).click();
    await expect(page.getByRole("alert")).toContainText("What you filled in is still here, and nothing is done twice.");
    await expect(page.getByRole("heading", { name: CHECK })).toBeVisible();

    await context.setOffline(false);
    await page.getByRole("button", { name: "Update user" }).click();
    await expect(page.getByText("are saved.")).toBeVisible();
    await expect(box).toBeChecked();
    await expect(page.getByRole("alert")).toHaveCount(1);
  });
});

test("a session that ended while filling in keeps the ticks, and the save works after logging in", async ({
  page,
  context,
}) => {
  await openPatel(page);
  const box = page.getByRole("checkbox", { name: "Statements at Elmfield Surgery" });
  await box.check();
  await context.clearCookies();
  await page.getByRole("button", { name: "Update user" }).click();
  const told = page.getByRole("alert").getByRole("link", { name: /^You are no longer logged in\./ });
  await expect(told).toHaveAttribute("href", "/sign-in");
  await expect(box).toBeChecked();
  await expect(page.locator(".app-change-bar")).toContainText("1 change");
  await expectAccessible(page);

  const other = await context.newPage();
  await signIn(other, accounts.administrator);
  await other.close();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByRole("heading", { name: CHECK })).toBeVisible();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();
  await expect(box).toBeChecked();
});

test("the way to log in again opens beside the page, which is not left, so nothing is asked", async ({
  page,
  context,
}) => {
  await openPatel(page);
  await page.getByRole("checkbox", { name: "Statements at Elmfield Surgery" }).check();
  await context.clearCookies();
  await page.getByRole("button", { name: "Update user" }).click();
  const told = page.getByRole("alert").getByRole("link", { name: /^You are no longer logged in\./ });
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.accept();
  });
  const [other] = await Promise.all([context.waitForEvent("page"), told.click()]);
  await expect(other).toHaveURL("/sign-in");
  expect(asked).toEqual([]);
});
