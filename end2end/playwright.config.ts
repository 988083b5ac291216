// The journeys through the real program in a real browser. Every spec runs twice, with and without
// JavaScript; *.hydrate.spec.ts is about what only JavaScript can do, and what is tagged @phone runs
// on a narrow screen as well. How pages look does not depend on scripts: look.spec.ts runs once.

import { defineConfig } from "@playwright/test";
import { launchOptions } from "./browser.mjs";

const desktop = { width: 1280, height: 900 };

export default defineConfig({
  testDir: ".",
  outputDir: "test-results",
  globalSetup: "./global-setup",
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.CI
    ? [["list"]]
    : [["list"], ["html", { open: "never", outputFolder: "playwright-report" }]],
  // Machines differ by a factor of four: what hangs is told by these limits, what is slow by measurements.
  timeout: 90_000,
  expect: { timeout: 10_000 },
  snapshotPathTemplate: "{testDir}/screenshots/{arg}{ext}",
  use: {
    launchOptions,
    locale: "en-GB",
    timezoneId: "Europe/London",
    screenshot: "only-on-failure",
    // Recording makes every step half as long again: `--trace on` records what fails.
    trace: "off",
  },
  projects: [
    { name: "look", testMatch: "**/look.spec.ts" },
    { name: "js", testIgnore: "**/look.spec.ts", use: { viewport: desktop } },
    {
      name: "no-js",
      testIgnore: ["**/*.hydrate.spec.ts", "**/look.spec.ts"],
      use: { viewport: desktop, javaScriptEnabled: false },
    },
    {
      name: "phone",
      grep: /@phone/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  ],
});
