// GPs keep their own links with practices, and practices confirm them: documents all of it, so the same
// with and without JavaScript.

import type { Page } from "@playwright/test";
import {
  accounts,
  enterDay,
  expect,
  expectAccessible,
  jump,
  openFromCard,
  openMenu,
  openOwnPractice,
  openTasks,
  searchFor,
  signIn,
  test,
} from "./fixtures";

async function findToJoin(page: Page, text: string) {
  await page.getByRole("button", { name: "Join a practice" }).click();
  await page.getByLabel("Find a practice").fill(text);
  await page.getByRole("button", { name: "Find" }).click();
}

test("a GP joins a practice on the way to the next patient", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.gp);
  await openMenu(page, "Performers List");
  await expect(page.getByText("asks you to bring your entry up to date")).toBeVisible();
  await expectAccessible(page);
  await findToJoin(page, "great haverley");
  await expectAccessible(page);
  await page.getByRole("link", { name: /Orchard Medical Group/ }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose your role at this practice");
  await expectAccessible(page);
  await page.getByLabel("Salaried GP").check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Sessions a week at this practice").fill("40");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("from 0.5 to 9");
  await expect(page.getByLabel("Sessions a week at this practice")).toHaveValue("40");
  await page.getByLabel("Sessions a week at this practice").fill("2.5");
  await page.getByRole("button", { name: "Continue" }).click();
  await expectAccessible(page);
  const day = new Date(Date.now() + 20 * 86_400_000);
  await enterDay(page, day);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your answers");
  await expectAccessible(page);
  // One answer is changed, the others stay, and Back leads to what was there before.
  await page.getByRole("link", { name: "Change sessions" }).click();
  await page.goBack();
  await page.getByRole("link", { name: "Change sessions" }).click();
  await page.getByLabel("Sessions a week at this practice").fill("2");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("2 sessions a week, 22%")).toBeVisible();
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByText("Your case reference")).toBeVisible();
  await expect(page.locator(".nhsuk-panel")).toContainText(/PL-[0-9A-Z]{5}-[0-9A-Z]{5}/);
  await expectAccessible(page);

  // A second request for the same practice is the first.
  await openMenu(page, "Performers List");
  await findToJoin(page, "orchard");
  await page.getByRole("link", { name: /Orchard Medical Group/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You have asked already");
  await expectAccessible(page);
  await page.getByRole("button", { name: "See your request" }).click();
  await page.getByRole("button", { name: "Withdraw the request" }).click();
  await expect(page.getByText("It is withdrawn.")).toBeVisible();
  await expectAccessible(page);
});

test("a practice manager reviews what a GP asks for", { tag: "@phone" }, async ({ page }) => {
  test.slow(); // Codes have to be waited for.
  await signIn(page, accounts.administrator);
  await openTasks(page);
  await expect(page.getByRole("heading", { name: "What GPs ask for" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: /^Adeyemi Olatunji asks to/ }).click();
  await expect(page.getByRole("table", { name: "On record and asked for" })).toContainText("7.5 sessions a week, 83%");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("Your decision is recorded.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "GPs at this practice" }).click();
  await expect(page.getByRole("row", { name: /Adeyemi Olatunji/ })).toContainText("7.5 sessions");
  await expectAccessible(page);

  await page.getByRole("link", { name: /^Sarah Jones asks to join/ }).click();
  await page.getByRole("button", { name: "Reject" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter why you reject it");
  await expectAccessible(page);
  await page.getByLabel("Why you reject it").fill("She starts in January.");
  await page.getByRole("button", { name: "Reject" }).click();
  await expect(page.getByText("Reason: She starts in January.")).toBeVisible();

  await page.getByRole("link", { name: "GPs at this practice" }).click();
  await page.getByRole("button", { name: /^Ask to update/ }).first().click();
  await expect(page.getByText("We are asking the GP by email.")).toBeVisible();
  await page.getByText("A GP is missing here").click();
  await page.getByLabel("Their GMC number").fill("9000081");
  await page.getByLabel("Their last name").fill("Nobody");
  await page.getByRole("button", { name: "Ask them to join" }).click();
  await expect(page.getByRole("alert")).toContainText("No GP on the Performers List has this number");
  await expectAccessible(page);
});

test("a GP who retires takes a second look before every link ends", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.gp);
  await openMenu(page, "Performers List");
  await page.getByRole("link", { name: /^Leave / }).first().click();
  await page.getByLabel("I am retiring").check();
  await page.getByRole("button", { name: "Continue" }).click();
  const day = new Date(Date.now() + 40 * 86_400_000);
  await enterDay(page, day);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your answers");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Tell the practice" }).click();
  await expect(page.getByRole("alert")).toContainText("Tick the box if all your links are to end");
  await expect(page.getByLabel("I am leaving the Performers List.")).not.toBeChecked();
  await expectAccessible(page);
  // They think again: nothing was told, and nothing ends.
  await openMenu(page, "Performers List");
  await expect(page.getByRole("heading", { name: "Your practices now" })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Leave / }).first()).toBeVisible();
});

test("two who confirm at once: the second is told what the first decided", async ({ page, browser, baseURL }) => {
  test.slow();
  await signIn(page, accounts.practiceManager);
  await openFromCard(page, "GPs", "Fenwick Green Branch Practice");
  await page.getByRole("link", { name: /^João Ferreira asks to leave/ }).click();
  const other = await browser.newPage({ baseURL, storageState: await page.context().storageState() });
  await jump(other, page.url(), "a second tab at the same address");
  await other.getByRole("button", { name: "Confirm" }).click();
  await expect(other.getByText("Your decision is recorded.")).toBeVisible();
  await page.getByLabel("Why you reject it").fill("No");
  await page.getByRole("button", { name: "Reject" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Nothing was changed. Confirmed by Tomasz Åkerlund");
  await expectAccessible(page);
  await other.close();
});

test("the summary and the search say how GPs are linked", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await openOwnPractice(page);
  await expect(page.getByText("2 GPs' requests are waiting.")).toBeVisible();
  await expect(page.getByRole("row", { name: /Adeyemi Olatunji/ })).toContainText("Request waits");
  await expectAccessible(page);
  await openMenu(page, "Users");
  await searchFor(page, "9000012");
  await expect(page.getByText(/^Elmfield Surgery: Principal \(partner\) since/)).toBeVisible();
  await page.getByRole("link", { name: "Dr Adeyemi Olatunji" }).click();
  await expect(page.getByText(/^Elmfield Surgery: Principal \(partner\) since/)).toBeVisible();
});
