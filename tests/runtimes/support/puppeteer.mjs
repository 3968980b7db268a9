// Chromium and Firefox by puppeteer-core, which downloads no browser: it drives the one installed.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives `open(url, signal)` for a browser, which starts a fresh one with an empty profile for every page. */
export function opener({ browser, executablePath, args = [] }) {
  return async (url, signal) => {
    const { launch } = (await import("puppeteer-core")).default;
    const home = await mkdtemp(join(tmpdir(), "fovea-browser-"));
    const instance = await launch({
      browser,
      executablePath,
      args,
      headless: true,
      protocolTimeout: 0, // training lasts longer than a protocol call usually does; the case has its own limit
      env: { ...process.env, HOME: home },
    });
    const close = async () => {
      await instance.close();
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    };
    signal?.addEventListener("abort", () => instance.process()?.kill("SIGKILL"));
    try {
      const page = await instance.newPage();
      await page.goto(url, { waitUntil: "load", timeout: 60_000 });
      const [, version] = /([\d.]+)/.exec(await instance.version());
      return { version, page, evaluate: (expression) => page.evaluate(expression), close };
    } catch (error) {
      await close();
      throw error;
    }
  };
}
