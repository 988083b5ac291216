// What WebAssembly adds: suggestions, changes counted and judged before saving, no lost changes.

import { accounts, expect, expectAccessible, hydrated, signIn, test } from "./fixtures";

test("users are suggested while typing and opened from the keyboard", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await page.goto("/users");
  await hydrated(page);
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
  for (const address of ["/", "/users"]) {
    await page.goto(address);
    await hydrated(page);
    const box = page.getByLabel("Find a user");
    const said = page.getByText("No users match.");
    await box.pressSequentially("ferrx");
    await expect(said).toBeVisible();
    // Where it appears is there beforehand, or screen readers would not say it.
    await expect(page.getByRole("search").getByRole("status")).toHaveText(/^No users match\./);
    await expect(page.getByRole("listbox", { name: "Suggestions" })).toBeHidden();
    await expectAccessible(page);
    await page.keyboard.press("Backspace");
    await expect(page.getByRole("option")).toHaveText(/João Ferreira/);
    await expect(said).toBeHidden();
    await box.pressSequentially("x");
    await expect(said).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(said).toBeHidden();
  }
});

test("an answer that does not come is not taken for nobody", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await page.goto("/users");
  await hydrated(page);
  await page.route("**/api/users/suggest", (route) => route.fulfill({ status: 503, body: "" }));
  const asked = page.waitForResponse("**/api/users/suggest");
  await page.getByLabel("Find a user").pressSequentially("fe");
  await asked;
  await expect(page.getByRole("search").getByRole("status")).toBeEmpty();
});

test("changes are counted, put in words and judged before they are saved", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await page.goto("/users?q=okafor");
  await hydrated(page);
  await page.getByRole("table").getByRole("link", { name: "Margaret Okafor" }).click();
  await page.getByRole("checkbox", { name: "GPP User Management at Elmfield Surgery" }).uncheck();
  const bar = page.locator(".app-change-bar");
  await expect(bar).toContainText("1 change");
  await expect(bar).toContainText("Remove GPP User Management at Elmfield Surgery");
  await expect(bar).toContainText("Only the registration team can appoint the next one.");
});

test("unsaved changes are not left behind unasked", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await page.goto("/users?q=patel");
  await hydrated(page);
  await page.getByRole("table").getByRole("link", { name: "Priya Patel" }).click();
  const box = page.getByRole("checkbox", { name: "AVCs at Elmfield Surgery" });
  await box.check();
  page.once("dialog", (dialog) => dialog.dismiss());
  await page.getByRole("link", { name: "Home" }).click();
  await expect(box).toBeChecked();
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("link", { name: "Home" }).click();
  await expect(page).toHaveURL("/");
});

test("pages change without loading the document again", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await page.goto("/users");
  await hydrated(page);
  await page.evaluate(() => ((window as unknown as { same: boolean }).same = true));
  await page.getByRole("table").getByRole("link", { name: "Dr João Ferreira" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dr João Ferreira");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Users");
  expect(await page.evaluate(() => (window as unknown as { same: boolean }).same)).toBe(true);
});
