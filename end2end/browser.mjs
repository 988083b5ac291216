// How the tests and the screenshots start the browser of the operating system.

import * as fs from "node:fs";
import { fileURLToPath } from "node:url";

// The shell draws pages alone and no windows around them, which takes two thirds of the processor time.
const CHROMIUMS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

export const launchOptions = {
  executablePath: process.env.CHROMIUM || CHROMIUMS.find((program) => fs.existsSync(program)),
  env: { ...process.env, FONTCONFIG_FILE: fileURLToPath(new URL("fonts.conf", import.meta.url)) },
  args: [
    // Chromium refuses its sandbox to root, which is who runs the tests in a container.
    "--no-sandbox",
    "--disable-gpu",
    // Letters stand as in the whole browser, which asks Debian's settings; the shell does not.
    "--font-render-hinting=slight",
    "--disable-quic",
    "--no-first-run",
    // The browser's own errands would look for the internet.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/**
 * For walks through hundreds of documents: with every one of them there would be a new frame, a new compositor and new
 * contexts instead of the old ones, a fifth of the processor time. The list takes the place of Playwright's, so that those of
 * it that matter to tests are in this one.
 */
export const WITHOUT_NEW_FRAMES =
  "--disable-features=RenderDocument,PaintHolding,AvoidUnnecessaryBeforeUnloadCheckSync,HttpsUpgrades," +
  "HttpsFirstBalancedModeAutoEnable,DestroyProfileOnBrowserClose,ThirdPartyStoragePartitioning,OptimizationHints,MediaRouter";
