// Finding a practice: everyone's for the registration team, their own for those who administer several.

import type { Page } from "@playwright/test";
import {
  accounts,
  downloadedRows,
  expect,
  expectAccessible,
  jump,
  openMenu,
  ready,
  signIn,
  test,
} from "./fixtures";

/** The names of the practices that are shown, from the top. */
function found(page: Page) {
  return page.getByRole("row").locator("td:first-child").getByRole("link");
}

async function find(page: Page, text: string) {
  await page.getByLabel("Find a practice").fill(text);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveTitle(`Practices: ${text} - Practice Access`);
}

const HAVERLEY_VALE = [
  "Fenwick Green Branch Practice",
  "Fenwick Hill Surgery",
  "Fenwick Street Surgery",
  "Little Minster Surgery",
  "St Cuthwin's Medical Practice",
  "The Orchard Medical Group",
];

test("a practice is found by name, code, postcode and PCN, and its users are opened", { tag: "@phone" }, async ({
  page,
}) => {
  await signIn(page, accounts.registration);
  await ready(page);
  await page.getByRole("link", { name: "Find a practice" }).click();
  await expect(page).toHaveTitle("Practices - Practice Access");
  await ready(page);
  await expect(page.getByText("12 practices", { exact: true })).toBeVisible();
  await expectAccessible(page);

  for (const text of ["tannery old", "zz9003", "ZZ3 9ZZ", "zz39zz"]) {
    await test.step(text, async () => {
      await find(page, text);
      await expect(found(page)).toHaveText(["The Old Tannery Practice"]);
      await expect(page.getByText("1 practice", { exact: true })).toBeVisible();
    });
  }
  for (const text of ["haverley vale", "ZZ9N02"]) {
    await test.step(text, async () => {
      await find(page, text);
      for (const name of HAVERLEY_VALE) await expect(found(page).filter({ hasText: name })).toBeVisible();
      await expect(found(page).filter({ hasText: "Elmfield Surgery" })).toHaveCount(0);
    });
  }
  await expectAccessible(page);
  const [, ...rows] = await downloadedRows(
    page.getByRole("link", { name: "Download these practices as a spreadsheet (CSV)" }),
  );
  expect(rows).toHaveLength(HAVERLEY_VALE.length);

  await find(page, "tannery");
  await page.getByRole("link", { name: "The Old Tannery Practice" }).click();
  await expect(page).toHaveTitle("Users of The Old Tannery Practice - Practice Access");
  await expect(page).toHaveURL("/practices/ZZ9003/users");
  await expect(page.getByRole("link", { name: "George Entwistle" })).toBeVisible();
  await expectAccessible(page);
});

test("each standing list opens with the practices it counts", async ({ page }) => {
  await signIn(page, accounts.registration);
  const lists: Record<string, [string, string[]]> = {
    "No administrator": ["2 practices have no administrator", ["Saltmarsh Health Centre", "The Old Tannery Practice"]],
    "One administrator": [
      "5 practices have only one administrator",
      [
        "Elmfield Surgery",
        "Fenwick Hill Surgery",
        "Great Haverley and Nether Thornbeck Villages Dispensing Medical Practice",
        "Little Minster Surgery",
        "St Cuthwin's Medical Practice",
      ],
    ],
    "No users": ["1 practice has no users", ["Saltmarsh Health Centre"]],
    "Closed, still with users": ["1 closed practice still has users", ["Harbour Lane Surgery"]],
  };
  await openMenu(page, "Practices");
  for (const [list, [words, names]] of Object.entries(lists)) {
    await test.step(list, async () => {
      await page.getByRole("link", { name: words }).click();
      await expect(page).toHaveURL(/[?&]list=/);
      await expect(page.getByRole("link", { name: `Remove the filter List: ${list}` })).toBeVisible();
      await expect(found(page)).toHaveText(names);
      await expectAccessible(page);
    });
  }
});

test("a search that finds no practice says what was searched and what to try", async ({ page }) => {
  await signIn(page, accounts.registration);
  await openMenu(page, "Practices");
  await find(page, "zzzz");
  await expect(page.getByRole("heading", { name: "No practice found" })).toBeVisible();
  await expect(page.getByText("We searched for: Text: zzzz")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Remove the filter Text: zzzz" }).click();
  await expect(page).toHaveTitle("Practices - Practice Access");
});

test("who administers three practices finds those three and no other", async ({ page }) => {
  await signIn(page, accounts.practiceManager);
  await openMenu(page, "Practices");
  await expect(page).toHaveTitle("Practices - Practice Access");
  await expect(found(page)).toHaveText([
    "Fenwick Green Branch Practice",
    "Fenwick Hill Surgery",
    "Fenwick Street Surgery",
  ]);
  await expectAccessible(page);
  await find(page, "elmfield");
  await expect(page.getByRole("heading", { name: "No practice found" })).toBeVisible();
  await find(page, "hill");
  await page.getByRole("link", { name: "Fenwick Hill Surgery" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Users of Fenwick Hill Surgery");

  await jump(page, "/practices/ZZ9001/users", "the address of somebody else's practice, guessed");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    /^(You do not have access to this page|Page not found)$/,
  );
  await expect(page.getByRole("main")).not.toContainText("Elmfield");
  await expectAccessible(page);
});

test("who administers one practice is led straight to it", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await jump(page, "/practices", "the menu leads whoever has one practice to it: a bookmark from when there were more");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Users of Elmfield Surgery");
  await expect(page).toHaveURL("/practices/ZZ9001/users");
});
