// What pages show after Back: things as they are, and never the browser's question whether to send a form again.

import type { Page } from "@playwright/test";
import { accounts, expect, follow, openUser, ready, signIn, test } from "./fixtures";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

async function openPatel(page: Page) {
  await signIn(page, accounts.administrator);
  await openUser(page, "patel", "Priya Patel");
}

/** Goes back, page by page, and sees a page of the site each time. */
async function back(page: Page, times: number) {
  for (let time = 0; time < times; time += 1) {
    const answer = await page.goBack();
    if (answer) expect(answer.request().method(), "no form is sent again").toBe("GET");
    await expect(heading(page)).not.toHaveText("");
    await ready(page);
  }
}

test("Back shows the boxes as they are, not as they were before somebody else changed them", async ({
  page,
  browser,
  baseURL,
}) => {
  await openPatel(page);
  const name = "Claims Admin at Elmfield Surgery";
  const box = page.getByRole("checkbox", { name });
  const was = await box.isChecked();
  await follow(page, page.getByRole("link", { name: "Help with logging in" }));

  const other = await browser.newContext({ baseURL });
  const beside = await other.newPage();
  await openPatel(beside);
  await beside.getByRole("checkbox", { name }).setChecked(!was);
  await beside.getByRole("button", { name: "Update user" }).click();
  await expect(heading(beside)).toHaveText(/^Check the changes/);
  await beside.getByRole("button", { name: "Update user" }).click();
  await expect(beside.getByText("are saved.")).toBeVisible();
  await other.close();

  await back(page, 1);
  await expect(box).toBeChecked({ checked: !was });
  await page.getByRole("checkbox", { name: "AVCs at Elmfield Surgery" }).check();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(heading(page)).toHaveText(/^Check the changes/);
  await expect(page.getByRole("main")).not.toContainText("Claims Admin");
});

test("Back after a save of roles passes no form that was sent", async ({ page }) => {
  await openPatel(page);
  await page.getByRole("checkbox", { name: "AVCs at Elmfield Surgery" }).check();
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(heading(page)).toHaveText(/^Check the changes/);
  if (test.info().project.use.javaScriptEnabled === false) {
    await page.reload();
    await expect(heading(page)).toHaveText(/^Check the changes/);
  }
  await page.getByRole("button", { name: "Update user" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();
  await back(page, 1);
  await expect(heading(page)).toHaveText(/^[^C].*Priya Patel$/);
  await expect(page.getByRole("checkbox", { name: "AVCs at Elmfield Surgery" })).toBeChecked();
  await back(page, 2);
});

test("Back after somebody left passes no form that was sent", async ({ page }) => {
  await openPatel(page);
  await follow(page, page.getByRole("link", { name: "Deactivate at Elmfield Surgery" }));
  await page.getByRole("button", { name: "Change" }).click();
  // Refused first, for want of a reason.
  await page.getByLabel("Reason").fill("");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Reason").fill("Left the practice");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(heading(page)).toHaveText(/^Check before/);
  await page.getByRole("button", { name: "Deactivate" }).click();
  await expect(heading(page)).toHaveText(/^Priya Patel at Elmfield Surgery$/);
  await back(page, 5);
  await expect(heading(page)).toHaveText(/Priya Patel$/);
});

test("Back after a user was created passes no form that was sent", async ({ page }) => {
  await signIn(page, accounts.administrator);
  await ready(page);
  await page.getByRole("button", { name: "Create a user" }).click();
  await ready(page);
  await page.getByLabel("Their email address").fill("nora.oneill@demo.example");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("First name").fill("Nora");
  await page.getByLabel("Last name").fill("O'Neill");
  await page.getByRole("checkbox", { name: "Statements at Elmfield Surgery" }).check();
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(heading(page)).toHaveText("Check before you create Nora O'Neill");
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByText("are saved.")).toBeVisible();
  await back(page, 2);
});
