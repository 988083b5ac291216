// How the tests and the screenshots start the browser of the operating system.

import { fileURLToPath } from "node:url";

export const launchOptions = {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  env: { ...process.env, FONTCONFIG_FILE: fileURLToPath(new URL("fonts.conf", import.meta.url)) },
  args: [
    // Chromium refuses its sandbox to root, which is who runs the tests in a container.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    // The browser's own errands would look for the internet.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
