// How many steps whole jobs take from the home page, logged in: pressed with the mouse as the browser counts it, and by
// keyboard alone. What is typed is finished on the keyboard; an entry chosen from a list counts as two clicks, one to open it.

import { accounts, expect, expectAccessible, follow, signIn, test } from "./fixtures";
import type { Page } from "@playwright/test";

interface Steps {
  clicks: number;
  keys: number;
}

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    for (const [event, name] of [["pointerdown", "clicks"], ["keydown", "keys"]])
      addEventListener(event, () => (sessionStorage[name] = Number(sessionStorage[name] ?? 0) + 1), true);
  });
});

/** Logged in on the home page, with nothing counted yet. */
async function atHome(page: Page, account: { email: string; password: string }) {
  await signIn(page, account);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Welcome");
  await page.evaluate(() => sessionStorage.clear());
}

async function expectAtMost(page: Page, most: Steps) {
  const { clicks, keys } = await page.evaluate(() => ({
    clicks: Number(sessionStorage.clicks ?? 0),
    keys: Number(sessionStorage.keys ?? 0),
  }));
  test.info().annotations.push({ type: "steps", description: `${clicks} clicks, ${keys} keys` });
  console.log(`${test.info().title}: ${clicks} of ${most.clicks} clicks, ${keys} of ${most.keys} keys`);
  expect(clicks, "clicks").toBeLessThanOrEqual(most.clicks);
  expect(keys, "keys").toBeLessThanOrEqual(most.keys);
}

/** Types into the box on the home page and takes the first suggestion. */
async function find(page: Page, text: string, name: string | RegExp) {
  await page.getByLabel("Find a user").click();
  await page.keyboard.type(text);
  await expect(page.getByRole("option").first()).toContainText(name);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
}

async function saved(page: Page) {
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check the changes");
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText(/^The roles of .* are saved\.$/)).toBeVisible();
}

test("who can do what here", async ({ page }) => {
  await atHome(page, accounts.administrator);
  await page.getByRole("main").getByRole("link", { name: /^Users and roles/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Users of");
  await expectAtMost(page, { clicks: 1, keys: 0 });
});

test("find a person by a part of their name", async ({ page }) => {
  await atHome(page, accounts.administrator);
  await find(page, "rei", "Callum Reid");
  await expectAtMost(page, { clicks: 2, keys: 5 });
});

test("add one role", async ({ page }) => {
  await atHome(page, accounts.administrator);
  await find(page, "rei", "Callum Reid");
  await page.getByRole("checkbox", { name: /^AVCs at/ }).check();
  await saved(page);
  await expectAtMost(page, { clicks: 5, keys: 5 });
});

test("the same role at three practices", async ({ page }) => {
  await atHome(page, accounts.practiceManager);
  await find(page, "akh", "Imran Akhtar");
  await page.getByRole("button", { name: /^All practices\s+for AVCs$/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "3 changes" })).toBeVisible();
  await saved(page);
  await expectAtMost(page, { clicks: 5, keys: 5 });
});

test("a new user", async ({ page }) => {
  await atHome(page, accounts.administrator);
  await page.getByRole("button", { name: "Create a user" }).click();
  await page.getByLabel("Their email address").click();
  await page.keyboard.type("n@nhs.net");
  await page.keyboard.press("Enter");
  await page.getByLabel("First name").click();
  await page.keyboard.type("Nia");
  await page.keyboard.press("Tab");
  await page.keyboard.type("New");
  await page.getByRole("checkbox", { name: /^AVCs at/ }).check();
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check before");
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByText("are saved")).toBeVisible();
  await expectAtMost(page, { clicks: 7, keys: 27 });
});

test("add a user who exists elsewhere", async ({ page }) => {
  await atHome(page, accounts.administrator);
  await page.getByLabel("Find a user").click();
  await page.keyboard.type("helen.whitaker@demo.example");
  await expect(page.getByRole("option")).toContainText("Give roles to the account");
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Someone with the address helen.whitaker@demo.example")).toBeVisible();
  await page.getByRole("checkbox", { name: /^AVCs at/ }).check();
  await saved(page);
  await expectAtMost(page, { clicks: 4, keys: 29 });
});

test("a leaver, now", async ({ page }) => {
  await atHome(page, accounts.administrator);
  await find(page, "rei", "Callum Reid");
  await page.getByRole("link", { name: /^Deactivate at/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check before");
  await page.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("They are deactivated here.")).toBeVisible();
  await expectAtMost(page, { clicks: 3, keys: 5 });
});

test("who holds a role", async ({ page }) => {
  await atHome(page, accounts.administrator);
  await page.getByRole("main").getByRole("link", { name: /^Users and roles/ }).click();
  await page.getByRole("link", { name: "People with each role" }).click();
  await expect(page.getByRole("heading", { level: 2 }).or(page.getByRole("rowheader")).first()).toBeVisible();
  await expectAtMost(page, { clicks: 2, keys: 0 });
});

test("one role for five people", async ({ page }) => {
  await atHome(page, accounts.administrator);
  await page.getByRole("main").getByRole("link", { name: /^Users and roles/ }).click();
  const boxes = page.getByRole("grid").getByRole("checkbox", { name: /^Select .*,/ });
  await boxes.nth(1).check();
  await boxes.nth(5).click({ modifiers: ["Shift"] });
  await expect(page.getByText("5 people selected")).toBeVisible();
  await page.getByRole("columnheader", { name: "AVCs" }).getByRole("button").click();
  await expect(page.getByLabel("Role", { exact: true })).toHaveValue("gpp-avcs");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check the changes");
  await page.getByRole("button", { name: "Confirm and save" }).click();
  await expect(page.getByText("The roles are saved.")).toBeVisible();
  await expectAtMost(page, { clicks: 6, keys: 1 });
});

test("who changed what last week", async ({ page }) => {
  await atHome(page, accounts.administrator);
  await page.getByRole("main").getByRole("link", { name: /^What was changed/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("History");
  await expectAtMost(page, { clicks: 1, keys: 0 });
});

test("by keyboard alone: add one role", async ({ page }) => {
  await atHome(page, accounts.administrator);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = page.locator(":focus");
  await press("Tab", "Enter");
  await tabTo(page, "q");
  await page.keyboard.type("rei");
  await expect(page.getByRole("option").first()).toContainText("Callum Reid");
  await press("ArrowDown", "Enter");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await press("Tab");
  await expect(focused).toHaveText("Skip to the role table");
  await press("Enter", "Tab");
  await expect(focused).toHaveRole("checkbox");
  const box = page.getByRole("checkbox", { name: /^AVCs at/ });
  while (!(await box.evaluate((box) => box === document.activeElement))) await press("ArrowDown");
  await press("Space", "Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Check the changes");
  await expectAccessible(page);
  const save = page.getByRole("button", { name: "Update user" });
  while (!(await save.evaluate((button) => button === document.activeElement))) await press("Tab");
  await press("Enter");
  await expect(page.getByText(/^The roles of .* are saved\.$/)).toBeVisible();
  await expectAtMost(page, { clicks: 0, keys: 30 });
});

/** Presses Tab until the element with this id has the focus. */
async function tabTo(page: Page, id: string) {
  for (let tries = 0; tries < 30; tries += 1) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
  }
  throw new Error(`Tab does not lead to ${id}`);
}

test("the list of a large practice is one stop of the Tab key, and the arrows move in it", async ({ page }) => {
  await atHome(page, accounts.administrator);
  await follow(page, page.getByRole("main").getByRole("link", { name: /^Users and roles/ }));
  const body = page.locator("#people-table tbody");
  await expect(page.getByRole("grid")).toBeVisible();
  expect(await body.locator("[tabindex='0'], a:not([tabindex]), input:not([tabindex]), summary:not([tabindex])").count()).toBe(1);
  await page.getByRole("link", { name: "Skip to the list of people" }).focus();
  await page.keyboard.press("Enter");
  const focused = page.locator("*:focus");
  for (let tries = 0; tries < 10 && !(await body.locator(":focus").count()); tries += 1) await page.keyboard.press("Tab");
  await expect(focused).toHaveRole("checkbox");
  await page.keyboard.press("ArrowRight");
  await expect(focused).toHaveRole("link");
  const name = await focused.innerText();
  await page.keyboard.press("ArrowDown");
  await expect(focused).toHaveRole("link");
  await expect(focused).not.toHaveText(name);
  await page.keyboard.press("ArrowUp");
  await expect(focused).toHaveText(name);
  await page.keyboard.press("End");
  await expectAccessible(page);
  await page.keyboard.press("Home");
  await expect(focused).toHaveRole("checkbox");
  await page.keyboard.press("Tab");
  await expect(body.locator(":focus")).toHaveCount(0);
});
