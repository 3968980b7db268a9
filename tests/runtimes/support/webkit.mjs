// WebKitGTK's small browser in a virtual screen, by its WebDriver.
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { onPath } from "./paths.mjs";
import { printed, start } from "./process.mjs";
import { newSession } from "./webdriver.mjs";

const driver = onPath("WebKitWebDriver");
const screen = onPath("Xvfb");
// Debian keeps the browser among the libraries, by architecture and version of the API.
const browser = ["x86_64", "aarch64"]
  .flatMap((machine) =>
    ["webkit2gtk-4.1", "webkit2gtk-4.0"].map((api) => `/usr/lib/${machine}-linux-gnu/${api}/MiniBrowser`),
  )
  .find(existsSync);

export const missingWebKit = () =>
  driver && screen && browser
    ? null
    : "no WebKitWebDriver, MiniBrowser or Xvfb; get them with `apt-get install --no-install-recommends webkit2gtk-driver xvfb`";

/**
 * Gives `open(url, signal)` for a browser with the variables of `env`.
 * Every page has its own screen, driver and browser, and all of them end with it.
 */
export function webkitOpener(env = {}) {
  return async (url, signal) => {
    const processes = [];
    const close = () => {
      for (const { stop } of processes) stop();
    };
    try {
      const display = await startScreen(signal, processes);
      const port = await freePort();
      const variables = { ...process.env, ...env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" };
      processes.push(start(driver, [`--port=${port}`], { signal, env: variables }));
      const address = `http://127.0.0.1:${port}`;
      await answering(`${address}/status`);
      const options = { binary: browser, args: ["--automation"] };
      const session = await newSession(address, { "webkitgtk:browserOptions": options });
      await session.configure({ script: 600_000, pageLoad: 60_000 }); // the case has its own, shorter limit
      await session.goTo(url);
      return {
        version: session.version,
        evaluate: (expression) => session.evaluate(expression),
        close: () => session.end().finally(close),
      };
    } catch (error) {
      close();
      throw error;
    }
  };
}

/** Starts a virtual screen, which chooses a free number itself, and gives its name. */
async function startScreen(signal, processes) {
  const xvfb = start(screen, ["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"], { signal });
  processes.push(xvfb);
  return `:${await printed(xvfb, /^(\d+)\n/)}`;
}

async function answering(url) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const response = await fetch(url).catch(() => null);
    if (response) return;
    await sleep(50);
  }
  throw new Error(`no answer from ${url}`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
