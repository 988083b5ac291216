// What WebAssembly adds: suggestions, changes counted and judged before saving, no lost changes.

import type { Page } from "@playwright/test";
import { accounts, expect, expectAccessible, hydrated, menu, openMenu, openUser, signIn, test } from "./fixtures";

test("users are suggested while typing and opened from the keyboard", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await openMenu(page, "Users");
  await page.getByLabel("Find a user").pressSequentially("ferr");
  const suggestions = page.getByRole("listbox", { name: "Suggestions" });
  await expect(suggestions.getByRole("option")).toHaveText(/João Ferreira/);
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dr João Ferreira");
});

test("where nothing matches what is typed, that is said in the list's place", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  for (const place of ["Home", "Users"]) {
    if (place === "Home") await hydrated(page);
    else await openMenu(page, place);
    const box = page.getByLabel("Find a user");
    const said = page.getByText("No users match.");
    await box.pressSequentially("ferrx");
    await expect(said).toBeVisible();
    // Where it appears is there beforehand, or screen readers would not say it.
    await expect(page.getByRole("search").getByRole("status")).toHaveText(/^No users match\./);
    const list = page.getByRole("listbox", { name: "Suggestions" });
    await expect(list).toBeHidden();
    await expectAccessible(page);
    await page.keyboard.press("Backspace");
    await expect(list.getByRole("option")).toHaveText(/João Ferreira/);
    await expect(said).toBeHidden();
    await box.pressSequentially("x");
    await expect(said).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(said).toBeHidden();
  }
});

test("an answer that does not come is not taken for nobody", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await openMenu(page, "Users");
  await page.route("**/api/users/suggest", (route) => route.fulfill({ status: 503, body: "" }));
  const asked = page.waitForResponse("**/api/users/suggest");
  await page.getByLabel("Find a user").pressSequentially("fe");
  await asked;
  await expect(page.getByRole("search").getByRole("status")).toBeEmpty();
});

test("changes are counted, put in words and judged before they are saved", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "okafor", "Margaret Okafor");
  await page.getByRole("checkbox", { name: "GPP User Management at Elmfield Surgery" }).uncheck();
  const bar = page.locator(".app-change-bar");
  await expect(bar).toContainText("1 change");
  await expect(bar).toContainText("Remove GPP User Management at Elmfield Surgery");
  await expect(bar).toContainText("Only the registration team can appoint the next one.");
});

test("unsaved changes are not left behind unasked", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openUser(page, "patel", "Priya Patel");
  const box = page.getByRole("checkbox", { name: "AVCs at Elmfield Surgery" });
  await box.check();
  page.once("dialog", (dialog) => dialog.dismiss());
  await page.getByRole("link", { name: "Home" }).click();
  await expect(box).toBeChecked();
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("link", { name: "Home" }).click();
  await expect(page).toHaveURL("/");
});

async function openPatel(page: Page) {
  await signIn(page, accounts.administrator);
  await openUser(page, "patel", "Priya Patel");
}

test("Back leads from the check to the ticks, and from the ticks away only after a question", async ({ page }) => {
  await openPatel(page);
  const user = page.url();
  const box = page.getByRole("checkbox", { name: "AVCs at Elmfield Surgery" });
  const heading = page.getByRole("heading", { level: 1 });
  await box.check();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(heading).toHaveText(/^Check the changes for .*Priya Patel$/);
  await expect(heading).toBeFocused();
  await expect(page).toHaveTitle(/^Check the changes for .*Priya Patel - Practice Access$/);
  await page.goBack();
  await expect(box).toBeChecked();
  await expect(page.locator(".app-change-bar")).toContainText("1 change");
  await expect(page).toHaveURL(user);

  // The list's own button leaves nothing behind in the browser's history.
  await page.getByRole("button", { name: "Update user" }).click();
  await page.getByRole("button", { name: "Change" }).click();
  await expect(box).toBeChecked();

  page.once("dialog", (dialog) => dialog.dismiss());
  await page.goBack();
  await expect(page).toHaveURL(user);
  await expect(box).toBeChecked();
  page.once("dialog", (dialog) => dialog.accept());
  await page.goBack();
  await expect(page).toHaveURL("/users?q=patel");
  await expect(heading).toHaveText("Users");
});

test("that it is saved is said once, and Back does not lead to what was checked", async ({ page }) => {
  await openPatel(page);
  const user = page.url();
  const box = page.getByRole("checkbox", { name: "AVCs at Elmfield Surgery" });
  await box.check();
  await page.getByRole("button", { name: "Update user" }).click();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();
  await expect(page).toHaveURL(user);
  await expect(page.getByText("are saved.")).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(box).toBeChecked();
  await expect(page.getByText("are saved.")).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("button", { name: "Update user" })).toHaveCount(1);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^[^C].*Priya Patel$/);
});

test("on the narrowest screen nothing of a role table has to be pushed aside", { tag: "@phone" }, async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  for (const [account, name] of [
    [accounts.administrator, "Priya Patel"],
    [accounts.practiceManager, "Imran Akhtar"],
  ] as const) {
    await page.context().clearCookies();
    await signIn(page, account);
    await openUser(page, name.split(" ")[1], name);
    const region = page.getByRole("region", { name: /^Roles\./ });
    const wide = (element: Element) => element.scrollWidth - element.clientWidth;
    expect(await region.evaluate(wide)).toBe(0);
    expect(await page.locator("html").evaluate(wide)).toBe(0);
    await expect(page.getByRole("rowheader", { name: /^AVCs/ })).toBeVisible();
    await page.getByRole("checkbox", { name: /^AVCs at / }).first().check();
    await expect(page.locator(".app-change-bar")).toContainText("1 change");
    await expectAccessible(page);
    page.once("dialog", (dialog) => dialog.accept());
    await menu(page, "Home").click();
    await expect(page).toHaveURL("/");
  }
});

test("pages change without loading the document again", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await openMenu(page, "Users");
  await page.evaluate(() => ((window as unknown as { same: boolean }).same = true));
  await page.getByRole("table").getByRole("link", { name: "Dr João Ferreira" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dr João Ferreira");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Users");
  expect(await page.evaluate(() => (window as unknown as { same: boolean }).same)).toBe(true);
});
