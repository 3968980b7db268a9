// The smoke page bundled by Vite from the installed package, in Chromium.
import { pageCase } from "../support/browsers.mjs";
import { LIMITS } from "../support/check.mjs";
import { missingChromium, openChromium } from "../support/chromium.mjs";
import { missingFromNpm } from "../support/paths.mjs";
import { userProject } from "../support/project.mjs";

let bundle;

/** The folder of the bundle; built at the first call. */
const bundled = () => (bundle ??= buildBundle());

async function buildBundle() {
  const { build } = await import("vite");
  const root = await userProject();
  await build({
    root,
    logLevel: "warn",
    build: { rolldownOptions: { input: `${root}/page.html` } },
    worker: { format: "es" },
  });
  return `${root}/dist`;
}

/** The page's case, with Vite's version for the browser's. */
function bundledCase(where) {
  const test = pageCase({ open: openChromium, where, isolated: true, page: "/page.html", root: bundled });
  const run = async (signal) => ({ ...(await test.run(signal)), version: (await import("vite")).version });
  return { ...test, run, where: `${test.where}, Chromium` };
}

const page = bundledCase("page");

export default {
  name: "vite",
  present: () => missingFromNpm("vite") ?? missingChromium(),
  cases: [
    page,
    bundledCase("worker"),
    { ...page, where: "page: size", expect: { ...page.expect, bytes: LIMITS.bundled } },
  ],
};
