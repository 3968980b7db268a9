// Chromium as these tests start it.
import { missingFromNpm, onPath } from "./paths.mjs";
import { opener } from "./puppeteer.mjs";

export const chromium = onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

export const missingChromium = () =>
  chromium
    ? missingFromNpm("puppeteer-core")
    : "no chromium or google-chrome on the PATH; get it with `apt-get install --no-install-recommends chromium`";

// Without the sandbox, for containers that run as root; and quiet, for machines without a network.
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const openChromium = opener({ browser: "chrome", executablePath: chromium, args });
