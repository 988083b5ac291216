// Every page, for those who may open it: it is there, it has one heading, and it is accessible.

import { readFileSync } from "node:fs";

import { accounts, expect, expectAccessible, follow, jump, ready, signIn, test } from "./fixtures";

const pages: Record<string, string[]> = {
  nobody: [
    "/",
    "/sign-in",
    "/forgotten-password",
    "/forgotten-password?sent=yes",
    "/invitation?key=none",
    "/reset-password?key=none",
    "/account/address/confirm?key=none",
    "/mail",
    "/help/getting-access",
    "/help/accessibility",
    "/help/what-we-keep",
    "/no-such-page",
  ],
  gp: [
    "/",
    "/users",
    "/account",
    "/account/address",
    "/account/details",
    "/account/stay",
    "/performers/me",
    "/performers/me/join",
    "/performers/me/join?practice=ZZ9002",
    "/performers/me/change?practice=ZZ9001",
    "/performers/me/leave?practice=ZZ9001",
    "/practices/ZZ9001/performers",
  ],
  administrator: [
    "/",
    "/users",
    "/users/new",
    "/practices/ZZ9001/users",
    "/practices/ZZ9001/users?view=roles",
    "/practices/ZZ9001/history",
    "/practices/ZZ9002/users",
    "/practices/ZZ9001/performers",
    "/practices/ZZ9001/people/new",
    "/practices/ZZ9001/role-sets",
    "/practices/ZZ9001/role-sets?set=new",
    "/people/new",
    "/practices/ZZ9001/unused",
    "/practices/ZZ9001/left",
    "/practices/ZZ9001/review",
    "/performers/me",
    "/tasks",
    "/account/second-factor",
    "/account/second-factor/app",
    "/account/second-factor/passkey",
    "/account/second-factor/recovery-codes",
  ],
  practiceManager: ["/", "/practices", "/account", "/account/details", "/account/password"],
  registration: [
    "/",
    "/users?q=jones",
    "/certifications",
    "/certifications?show=all",
    "/certifications/emergency",
    "/practices",
    "/practices?q=surgery",
    "/practices/ZZ9006/users",
    "/history",
    "/officers",
    "/exemptions",
    "/operations",
    "/tasks",
    "/practices/ZZ9010/performers",
    "/successions",
    "/successions/new",
    "/successions/new?practice=none",
    "/successions/new?practice=ZZ9003",
    "/practices/ZZ9008/successions",
  ],
};

// What stands in the table of pages, has no identifier in its address and is not named above.
const table = readFileSync(new URL("../src/app/pages.rs", import.meta.url), "utf8");
const named = Object.values(pages).flatMap((addresses) => addresses.map((address) => address.split("?")[0]));
const others = [...table.matchAll(/^ {8}"(\/[^":]*)" /gm)].map(([, address]) => address);
pages.administrator.push(...others.filter((address) => !named.includes(address)));

for (const [who, addresses] of Object.entries(pages)) {
  test(`the pages of ${who} are accessible`, { tag: "@phone" }, async ({ page }) => {
    test.setTimeout(180_000);
    if (who !== "nobody") await signIn(page, accounts[who as keyof typeof accounts]);
    for (const address of addresses) {
      await test.step(address, async () => {
        await jump(page, address, "crawl.spec.ts follows the links; this is about each page as it stands");
        await ready(page);
        await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
        await expect(page).toHaveTitle(/ - Practice Access$/);
        await expectAccessible(page);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${address} is wider than the screen`).toBeLessThanOrEqual(0);
      });
    }
  });
}

test("the page of a registration officer is accessible", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, accounts.registration);
  await follow(page, page.getByRole("link", { name: "Registration officers", exact: true }));
  await follow(page, page.getByRole("table").getByRole("link").first());
  await expectAccessible(page);
});
