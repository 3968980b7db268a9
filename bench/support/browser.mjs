// Runners in Chromium: each in a worker of a page of its own browser, bundled with what it imports.
import { mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { openChromium } from "../../tests/runtimes/support/chromium.mjs";
import { serve } from "../../tests/runtimes/support/server.mjs";
import { benchFile, builtFile, rootFile } from "./paths.mjs";

const FOLDER = "/build/bench/browser";
/** Where the page finds the files that packages load by themselves. */
const PACKAGES = "/bench/node_modules";

/**
 * Opens runner `name` in Chromium.
 *
 * @param {string} name
 * @param {object} setting
 * @returns {Promise<{ about: object, alive: boolean, ask: (request: object) => Promise<object>, stop: () => void }>}
 */
export async function connectBrowser(name, setting) {
  await bundle(name);
  writeFileSync(builtFile("browser/page.html"), "<!doctype html>");
  const server = await serve(rootFile("").replace(/\/$/, ""), { isolated: true });
  const { page, close } = await openChromium(`${server.origin}${FOLDER}/page.html`);
  const connection = {
    about: {},
    alive: true,
    ask: (request) => page.evaluate((message) => globalThis.ask(message), request).then(withoutError),
    stop() {
      connection.alive = false;
      server.close();
      close().catch(() => {});
    },
  };
  try {
    await page.evaluate(startWorker, `${FOLDER}/${name}.mjs`);
    connection.about = await connection.ask({ open: { ...setting, packages: server.origin + PACKAGES } });
    return connection;
  } catch (error) {
    connection.stop();
    throw error;
  }
}

/** Runs in the page. */
function startWorker(url) {
  const worker = new Worker(url, { type: "module" });
  globalThis.ask = (message) =>
    new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message: error }) => resolve({ error: error ?? "the worker does not start" });
      worker.postMessage(message);
    });
}

function withoutError({ error, ...answer }) {
  if (error) throw new Error(error);
  return answer;
}

/** The worker of one runner: opens it with the first message, then answers as it does. */
const workerSource = (name) => `
import { open } from "./${name}.mjs";
let runner = null;
globalThis.onmessage = async ({ data }) => {
  try {
    if (!data.open) return postMessage(await runner.answer(data));
    runner = await open(data.open);
    postMessage(runner.about);
  } catch (error) {
    postMessage({ error: String(error?.message ?? error) });
  }
};`;

async function bundle(name) {
  mkdirSync(builtFile("browser"), { recursive: true });
  const options = {
    ...{ bundle: true, format: "esm", target: "es2022", platform: "browser", logLevel: "error" },
    external: ["node:*", "fs", "path", "worker_threads", "perf_hooks", "os", "util", "crypto"],
  };
  await build({
    ...options,
    stdin: { contents: workerSource(name), resolveDir: benchFile("runners") },
    outfile: builtFile(`browser/${name}.mjs`),
  });
  if (name !== "limit") return;
  const thread = "limit/thread.mjs";
  await build({ ...options, entryPoints: [benchFile(`runners/${thread}`)], outfile: builtFile(`browser/${thread}`) });
}
