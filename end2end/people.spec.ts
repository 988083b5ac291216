// Many people are added to a practice from pasted lines, with the help of its role sets: documents all of it, so the same with and
// without JavaScript.

import type { Page } from "@playwright/test";
import { accounts, expect, expectAccessible, follow, signIn, test } from "./fixtures";

async function openMany(page: Page) {
  await signIn(page, accounts.administrator);
  await follow(page, page.getByRole("main").getByRole("button", { name: "Create a user" }));
  await follow(page, page.getByRole("link", { name: "Add many people from a file" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Add many people");
  await expectAccessible(page);
  await follow(page, page.getByRole("link", { name: /\(ZZ9001\)/ }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Add many people to /);
  await expectAccessible(page);
}

async function addRoleSet(page: Page) {
  await follow(page, page.getByRole("link", { name: "See and change the role sets" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Role sets of /);
  await expect(page.getByText("Receptionist", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await follow(page, page.getByRole("button", { name: "Add a role set" }));
  await page.getByLabel("Name of the set").fill("Claims desk");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Tick at least one role");
  await expectAccessible(page);
  await page.getByRole("checkbox", { name: "View Claims" }).check();
  await page.getByRole("checkbox", { name: "Claims Admin" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The role set is saved.")).toBeVisible();
  await expect(page.getByText("View Claims, Claims Admin", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await follow(page, page.getByRole("link", { name: "Add many people" }));
}

test("many people are added from pasted lines once every mistake is put right", { tag: "@phone" }, async ({ page }) => {
  test.setTimeout(120_000);
  await openMany(page);
  await addRoleSet(page);
  const lines = page.getByLabel("Or paste the lines");
  await lines.fill("Ann,Lee,ann.lee@demo.example,Claims desk\nBo,Lee,bo at home,Statements\nCy,Lee,cy.lee@demo.example,Chief\n");
  await page.getByRole("button", { name: "Check the lines" }).click();
  const told = page.getByRole("alert");
  await expect(told).toContainText("2 lines can’t be used");
  await expect(told).toContainText("Line 2: \"bo at home\" is not an email address");
  await expect(told).toContainText("Line 3: \"Chief\" is not a role or a role set");
  await expect(lines).toHaveValue(/Ann,Lee,ann\.lee@demo\.example/);
  await expectAccessible(page);
  await lines.fill("Ann,Lee,ann.lee@demo.example,Claims desk\nBo,Lee,bo.lee@demo.example,Statements\n");
  await page.getByRole("button", { name: "Check the lines" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check before you add the people");
  await expect(page.getByText("New accounts: 2")).toBeVisible();
  await expect(page.getByText("Line 1: Ann Lee (ann.lee@demo.example): View Claims, Claims Admin")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Add the people" }).click();
  await expect(page.getByText("The people are added.")).toBeVisible();
  await expectAccessible(page);
  await follow(page, page.getByRole("link", { name: "See everybody at the practice" }));
  await expect(page.locator("#people-table")).toContainText("Ann Lee");
});
