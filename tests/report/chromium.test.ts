// The report in Chromium: it draws, asks the network for nothing, says nothing in the console, and fits narrow screens.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, engine } from "../../src/index.ts";
import { writeReport } from "../../src/node/index.ts";
import { events, pictures, small, untrained } from "./runs.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const chromium = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => existsSync(path));
// puppeteer-core is installed with the runtime tests.
const runtimes = new URL("../runtimes/package.json", import.meta.url);
const driver = existsSync(new URL("node_modules/puppeteer-core", runtimes));
const missing = !chromium
  ? "no chromium on the PATH"
  : driver
    ? ""
    : "no puppeteer-core: npm ci --prefix tests/runtimes";

/** The little of puppeteer that is used here. */
interface Page {
  on(event: string, listener: (what: { url(): string; text(): string; message: string }) => void): void;
  setViewport(size: { width: number; height: number }): Promise<void>;
  emulateMediaFeatures(features: { name: string; value: string }[]): Promise<void>;
  goto(url: string, options: { waitUntil: "load" }): Promise<void>;
  evaluate<T>(expression: string): Promise<T>;
}
interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

let core: Engine;
let browser: Browser;
let folder: string;
let url: string;
const complaints: string[] = [];
const requests: string[] = [];

beforeAll(async () => {
  if (missing) return;
  folder = mkdtempSync(join(tmpdir(), "fovea-report-"));
  core = await engine({ threads: 1 });
  const classes = Array.from({ length: 10 }, (_, i) => `class ${i}`);
  const net = await untrained(small(3, 10), core, classes);
  const path = join(folder, "report.html");
  await writeReport(path, { title: "a run", events: events(10, 200), net, validation: pictures(200, 3, 10) });
  url = pathToFileURL(path).href;
  const { launch } = createRequire(runtimes)("puppeteer-core");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
  browser = await launch({ browser: "chrome", executablePath: chromium, args, headless: true });
});
afterAll(async () => {
  if (missing) return;
  await browser.close();
  core.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function open(width: number, scheme: "light" | "dark"): Promise<Page> {
  const page = await browser.newPage();
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", ({ message }) => complaints.push(message));
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url, { waitUntil: "load" });
  return page;
}

/** The dots of each chart that differ from its first, that is, that something was drawn on. */
const INK = `[...document.querySelectorAll(".uplot canvas")].map((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let ink = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i]) ink++;
  return ink;
})`;

const title = (text: string): string => (missing ? `${text} (SKIPPED: ${missing})` : text);

test.skipIf(missing)(
  title("draws every chart, in light and dark, without a word in the console or on the network"),
  async () => {
    for (const scheme of ["light", "dark"] as const) {
      const page = await open(1200, scheme);
      const ink = await page.evaluate<number[]>(INK);
      expect(ink).toHaveLength(5);
      for (const dots of ink) expect(dots).toBeGreaterThan(1000);
      const shown = await page.evaluate<number>(
        "[...document.images].filter((image) => image.naturalWidth > 0).length",
      );
      expect(shown).toBe(await page.evaluate("document.images.length"));
      expect(shown).toBeGreaterThan(20);
    }
    expect(complaints).toEqual([]);
    expect(requests.filter((request) => request !== url && !request.startsWith("data:"))).toEqual([]);
  },
);

test.skipIf(missing)(title("fits a telephone: nothing is wider than the screen"), async () => {
  const page = await open(360, "light");
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  expect(await page.evaluate<number[]>(INK)).toHaveLength(5);
});

test.skipIf(missing)(title("the loss can be seen on a logarithmic axis"), async () => {
  const page = await open(1200, "light");
  expect(await page.evaluate("document.querySelectorAll('.chart button').length")).toBe(1);
  await page.evaluate("document.querySelector('.chart button').click()");
  expect(await page.evaluate("document.querySelector('.chart button').getAttribute('aria-pressed')")).toBe("true");
  expect((await page.evaluate<number[]>(INK))[0]).toBeGreaterThan(1000);
  expect(complaints).toEqual([]);
});
