// Everyone at a practice and everything they may do: read it both ways round, narrow it, take it away as a
// file, and change a role for several people at once.

import type { Page } from "@playwright/test";
import {
  accounts,
  downloadedRows,
  expect,
  expectAccessible,
  jump,
  openMenu,
  openOwnPractice,
  openPracticeUsers,
  ready,
  signIn,
  test,
} from "./fixtures";

/** Those whom the table shows, from the top. */
function people(page: Page) {
  return page.getByRole("rowheader").getByRole("link");
}

async function openFilter(page: Page) {
  await page.getByText("Filter and order", { exact: true }).click();
}

/** Chooses from the lists of the filter. */
async function narrow(page: Page, choice: Record<string, string>) {
  await openFilter(page);
  for (const [label, words] of Object.entries(choice)) {
    await page.getByLabel(label, { exact: true }).selectOption(words);
  }
  await page.getByRole("button", { name: "Apply" }).click();
}

/** A mark in the grid: opened, it says more. */
function mark(page: Page, words: string) {
  return page.getByLabel(words, { exact: true });
}

async function select(page: Page, ...names: string[]) {
  for (const name of names) await page.getByRole("checkbox", { name: `Select ${name}` }).check();
}

async function ask(page: Page, change: "Add the role" | "Remove the role", role: string) {
  await page.getByLabel("Add or remove").selectOption(change);
  await page.getByLabel("Role", { exact: true }).selectOption(role);
}

test("everyone at the practice is seen at a glance, and each role's holders", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.administrator);
  await ready(page);
  await page.getByRole("link", { name: "Users and roles at Elmfield Surgery" }).click();
  await expect(page).toHaveTitle("Users of Elmfield Surgery - Practice Access");
  await ready(page);

  const administrators = page.getByRole("definition");
  await expect(administrators).toHaveText([
    "Margaret Okafor",
    "3 of 4 places free",
    "Margaret Okafor",
    "3 of 4 places free",
    "Margaret Okafor",
    "The one place is taken",
  ]);
  await expect(page.getByRole("main")).toContainText("GP Payments and Pensions has one administrator.");
  await expect(page.getByText("7 of 8 people", { exact: true })).toBeVisible();
  await expect(people(page)).toHaveCount(7);
  await expectAccessible(page);

  const claims = mark(page, "Zoë D'Arcy-Jones holds View Claims");
  await claims.click();
  const cell = page.getByRole("cell").filter({ has: claims });
  await expect(cell.getByText(/^Given by Margaret Okafor on \d+ \w+ \d{4}\.$/)).toBeVisible();
  const automatic = mark(page, "Siân O'Neill holds GP (salaried) automatically");
  await automatic.click();
  await expect(page.getByRole("cell").filter({ has: automatic })).toContainText("from the Performers List.");
  // A box half below the head of the table, which stays in view, would pass for one that is too small.
  await page.getByRole("heading", { level: 1 }).scrollIntoViewIfNeeded();
  await expectAccessible(page);

  await page.getByRole("link", { name: "People with each role" }).click();
  await expect(page).toHaveURL("/practices/ZZ9001/users?view=roles");
  const orders = page.getByRole("row").filter({ hasText: "Practice Order Entry Clerk" });
  await expect(orders.getByRole("cell")).toContainText("1 person");
  await orders.getByText("Callum Reid", { exact: true }).click();
  await expect(orders.getByRole("link", { name: "Open Callum Reid" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "GPP User Management" })).toContainText("1 of 4");
  await expectAccessible(page);

  await page.getByRole("link", { name: "Roles of each person" }).click();
  await expect(page).toHaveURL("/practices/ZZ9001/users");
  await expect(people(page)).toHaveCount(7);
});

test.describe("on a narrow screen", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("every person is a card with only the roles they hold", async ({ page }) => {
    await signIn(page, accounts.administrator);
    await openOwnPractice(page);
    const card = page.getByRole("row").filter({ has: page.getByRole("checkbox", { name: "Select Callum Reid" }) });
    const screen = page.viewportSize()!;
    const box = (await card.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(screen.width);
    expect(box.height, "a card, not a line").toBeGreaterThan(100);
    await expect(card.getByText("No", { exact: true }).filter({ visible: true })).toHaveCount(0);
    const held = card.locator("[data-role]");
    await expect(held).toHaveCount(2);
    const named = await held.evaluateAll((cells) =>
      cells.map((cell) =>
        [cell, ...cell.querySelectorAll("*")]
          .map((element) => getComputedStyle(element, "::before").content + getComputedStyle(element, "::after").content)
          .join(" "),
      ),
    );
    expect(named[0]).toContain("Practice Order Entry Clerk");
    expect(named[1]).toContain("Practice Records Movement Admin");
  });
});

test("filters and order are in the address, and the address brings them back", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  await openFilter(page);
  await page.getByLabel("Status", { exact: true }).selectOption("Everyone, deactivated too");
  await page.getByLabel("Name or email address").fill("wojcik");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/[?&]q=wojcik/);
  await expect(page).toHaveURL(/[?&]status=all/);
  await expect(page.getByText("1 of 8 people", { exact: true })).toBeVisible();
  await expect(people(page)).toHaveText(["Łukasz Wójcik"]);
  await expectAccessible(page);

  await jump(page, page.url(), "the view is a bookmark");
  await ready(page);
  await expect(people(page)).toHaveText(["Łukasz Wójcik"]);
  await expect(page.getByLabel("Name or email address")).toHaveValue("wojcik");
  await expect(page.getByLabel("Status", { exact: true })).toHaveValue("all");
  await page.getByRole("link", { name: "Remove the filter Text: wojcik" }).click();
  await expect(page).toHaveURL("/practices/ZZ9001/users?status=all");
  await expect(people(page)).toHaveCount(8);

  await page.getByRole("link", { name: "Clear all filters" }).click();
  await expect(page).toHaveURL("/practices/ZZ9001/users");
  // The links of the view before lead to what was chosen there.
  await expect(people(page)).toHaveCount(7);
  await page.getByRole("link", { name: /^Name/ }).click();
  await expect(page).toHaveURL(/[?&]sort=-name/);
  await expect(people(page)).toHaveText([
    "Callum Reid",
    "Priya Patel",
    "Siân O'Neill",
    "Adeyemi Olatunji",
    "Margaret Okafor",
    "François Müller",
    "Zoë D'Arcy-Jones",
  ]);
  await expect(page.getByRole("columnheader", { name: /^Name/ })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("link", { name: /^Last logged in/ }).click();
  await expect(page).toHaveURL(/[?&]sort=sign-in/);
  await expect(people(page).last()).toHaveText("Margaret Okafor");
  await expectAccessible(page);
});

test("nobody who fits says so and leads back to everyone", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  await openFilter(page);
  await page.getByLabel("Name or email address").fill("zzzz");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("Nobody at this practice fits these filters.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("main").getByRole("link", { name: "Clear all filters" }).last().click();
  await expect(people(page)).toHaveCount(7);
});

const files = {
  "everyone, in their order": {
    choice: { Status: "Everyone, deactivated too", Order: "Name, Z to A" },
    address: /[?&]status=all&(.*&)?sort=-name/,
    count: 8,
    roles: 18,
  },
  "those who hold a role of one service": {
    choice: { Service: "Medical Records and Supplies" },
    address: /[?&]service=mrs/,
    count: 3,
    roles: 3,
  },
};

for (const [what, { choice, address, count, roles }] of Object.entries(files)) {
  test(`the file has exactly what is shown: ${what}`, async ({ page }) => {
    await signIn(page, accounts.administrator);
    await openOwnPractice(page);
    await narrow(page, choice);
    await expect(page).toHaveURL(address);
    await expect(people(page)).toHaveCount(count);
    const shown = await page
      .locator("tbody")
      .getByRole("row")
      .evaluateAll((rows) =>
        rows.map((row) => {
          const words = (selector: string) => row.querySelector(selector)?.textContent ?? "";
          const cells = [...row.querySelectorAll(".app-grid__none, .app-grid__cell")];
          const held = cells.map((cell) => (cell.querySelector("details") ? "held" : "No"));
          return [words("th a"), words("th span"), words("td strong"), ...held];
        }),
      );
    const [heads, ...rows] = await downloadedRows(page.getByRole("link", { name: "Download as CSV" }));
    expect(heads.slice(0, 5)).toEqual(["Name", "Email address", "Status", "Since", "Last logged in"]);
    expect(heads).toHaveLength(7 + roles);
    const same = rows.map(([name, email, status, , , , , ...cells]) => {
      const held = cells.map((words) => (words === "No" ? "No" : "held"));
      return [name, email, status, ...held];
    });
    expect(same).toEqual(shown);
  });
}

test("turned round, the file has exactly the holders that are shown", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  await narrow(page, { Service: "Performers List", Status: "Active" });
  await expect(page.getByRole("link", { name: "Remove the filter Status: Active" })).toBeVisible();
  await page.getByRole("link", { name: "People with each role" }).click();
  await expect(page).toHaveURL(/\?(?=.*view=roles)(?=.*service=pl)(?=.*status=active)/);
  await expect(page.getByRole("table")).toHaveCount(1);
  // The address comes before the table that it says, and the one before has marks in the same places.
  const holders = page.getByRole("table").locator("details summary");
  await expect(holders).toHaveText(["Margaret Okafor", "Margaret Okafor"]);
  const [heads, ...rows] = await downloadedRows(page.getByRole("link", { name: "Download as CSV" }));
  expect(heads.slice(0, 3)).toEqual(["Service", "Role", "Held by"]);
  expect(rows.map((row) => row.slice(1, 3))).toEqual([
    ["PL User Management", "Margaret Okafor"],
    ["PL Practice Manager", "Margaret Okafor"],
  ]);
});

test("a role is given to two people after the exact change was shown", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  await select(page, "Priya Patel", "Callum Reid");
  if (test.info().project.use.javaScriptEnabled !== false) {
    await expect(page.getByText("2 people selected")).toBeVisible();
  }
  await ask(page, "Add the role", "View Claims");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Check the changes / })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Add View Claims for 2 people" })).toBeVisible();
  await expect(page.getByRole("definition").getByRole("listitem")).toHaveText([
    /^Priya Patel \(.+@.+\)$/,
    /^Callum Reid \(.+@.+\)$/,
  ]);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Confirm and save" }).click();
  await expect(page.getByRole("alert")).toContainText("The roles are saved.");
  await expect(mark(page, "Priya Patel holds View Claims")).toBeVisible();
  await expect(mark(page, "Callum Reid holds View Claims")).toBeVisible();
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("alert").getByRole("link", { name: "See the history" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("History of Elmfield Surgery");
  await expect(page.getByText("Margaret Okafor changed Priya Patel's roles").first()).toBeVisible();
  await expect(page.getByText("Margaret Okafor changed Callum Reid's roles").first()).toBeVisible();
});

test("changing one's mind about several people keeps who was selected", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  await select(page, "Zoë D'Arcy-Jones", "Siân O'Neill");
  await ask(page, "Remove the role", "View Claims");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("definition").getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(2);
  await expect(page.getByLabel("Add or remove")).toHaveValue("remove");
  await expect(page.getByLabel("Role", { exact: true }).getByRole("option", { selected: true })).toHaveText(
    "View Claims",
  );
  await expect(mark(page, "Siân O'Neill holds View Claims")).toBeVisible();
});

test("everybody in a narrowed list is selected at once, and the check says how many", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  const boxes = page.locator("input[name='people[]']");
  const everybody = await boxes.count();
  await narrow(page, { "Role held": "View Claims" });
  // The router shows the whole list until it has the narrow one.
  await expect(boxes).not.toHaveCount(everybody);
  const all = await boxes.count();
  expect(all).toBeGreaterThan(1);
  // Where scripts run the bar stands there once somebody is ticked.
  await boxes.first().check();
  await page.getByRole("button", { name: `Select all ${all} in this list` }).click();
  await expect(page.locator("input[name='people[]']:checked")).toHaveCount(all);
  await ask(page, "Remove the role", "View Claims");
  await page.getByLabel("Reason (optional)").fill("New duties");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: `Remove View Claims from ${all} people` })).toBeVisible();
  await expect(page.getByText("Reason: New duties")).toBeVisible();
  await expectAccessible(page);
});

test("more people than there are free places are refused, and nothing is changed", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  const chosen = ["Zoë D'Arcy-Jones", "Siân O'Neill", "Priya Patel", "Callum Reid"];
  await select(page, ...chosen);
  await ask(page, "Add the role", "GPP User Management");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "GPP User Management has 3 free places and you selected 4 people who do not hold it. Select fewer people",
  );
  await expect(page).toHaveTitle("Error: Users of Elmfield Surgery - Practice Access");
  for (const name of chosen) {
    await expect(page.getByRole("checkbox", { name: `Select ${name}` })).toBeChecked();
  }
  await expectAccessible(page);
  await openMenu(page, "Home");
  await openOwnPractice(page);
  await expect(page.getByRole("definition").nth(1)).toHaveText("3 of 4 places free");
  await expect(page.getByLabel(/ holds GPP User Management$/)).toHaveCount(1);
});

test("the registration team makes nobody an administrator here: two officers do, at their desk", async ({ page }) => {
  await signIn(page, accounts.registration);
  await openPracticeUsers(page, "The Old Tannery Practice");
  await select(page, "Katarzyna Nowak", "George Entwistle");
  await ask(page, "Add the role", "PL User Management");
  await page.getByLabel("Reason").fill("Asked for by the partners");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Given after a certification that two officers approve");
  await expectAccessible(page);
});
