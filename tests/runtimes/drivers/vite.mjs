// The pages of the programs, bundled by Vite from the installed package, in Chromium.
import { mediaPage, opsPage, pageCase, recipePage } from "../support/browsers.mjs";
import { LIMITS } from "../support/check.mjs";
import { missingChromium, openChromium } from "../support/chromium.mjs";
import { missingFromNpm } from "../support/paths.mjs";
import { mediaProject, opsProject, recipeProject, userProject } from "../support/project.mjs";

const bundles = new Map();

/** The folder of the bundle of a project; built at the first call. */
const bundled = (project) => {
  if (!bundles.has(project)) bundles.set(project, buildBundle(project));
  return bundles.get(project);
};

async function buildBundle(project) {
  const { build } = await import("vite");
  const root = await project();
  await build({
    root,
    logLevel: "warn",
    build: { rolldownOptions: { input: `${root}/page.html` } },
    worker: { format: "es" },
  });
  return `${root}/dist`;
}

/** The page's case, with Vite's version for the browser's. */
function bundledCase(where, project = userProject, makeCase = pageCase) {
  const root = () => bundled(project);
  const test = makeCase({ open: openChromium, where, isolated: true, page: "/page.html", root });
  const run = async (signal) => ({ ...(await test.run(signal)), version: (await import("vite")).version });
  return { ...test, run, where: `${test.where}, Chromium` };
}

const page = bundledCase("page");
const allOps = () => opsProject({ bundled: true });
const recipes = () => recipeProject({ bundled: true });
const media = () => mediaProject({ bundled: true });

export default {
  name: "vite",
  present: () => missingFromNpm("vite") ?? missingChromium(),
  cases: [
    page,
    bundledCase("worker"),
    bundledCase("page", allOps, opsPage),
    bundledCase("worker", allOps, opsPage),
    bundledCase("worker", recipes, recipePage),
    bundledCase("page", media, mediaPage),
    { ...page, where: "page: size", expect: { ...page.expect, bytes: LIMITS.bundled } },
  ],
};
