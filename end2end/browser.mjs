// How the tests and the screenshots start the browser of the operating system.

export const launchOptions = {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
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
