// The cases that every browser shares: the page of a program, on its main thread and in a worker, with and without isolation.
import { mnistTest } from "./mnist.mjs";
import { ROOT } from "./paths.mjs";
import { mediaProject, mnistProject, opsProject, recipeProject } from "./project.mjs";
import { serve } from "./server.mjs";

const PAGE = "/tests/runtimes/program/page.html";

/** A page stays responsive when its event loop turns at least this often during the 100 steps; a blocked one turns never. */
const TURNS = 5;

/** What a case of each program is called behind its place. */
const TITLES = {
  smoke: "",
  ops: ", all ops",
  recipe: ", recipes",
  media: ", pictures and sound",
  mnist: ", recipe 1 on MNIST",
};

/** What the engine says of a page without the two headers. */
export const UNTHREADED = /not cross-origin isolated/;

/**
 * One case of a browser. `open(url, signal)` loads a page and gives `{ version, evaluate(expression), close() }`.
 * `unthreaded` is what the engine must say where threads do not work.
 */
export function pageCase({
  program = "smoke",
  open,
  where,
  isolated,
  options = {},
  unthreaded = isolated ? null : UNTHREADED,
  root = () => ROOT,
  page = PAGE,
}) {
  const threading = unthreaded ? { threads: 1, reason: unthreaded } : { threads: options.threads ?? "several" };
  return {
    program,
    where: `${where}, ${isolated ? "isolated" : "plain"}${TITLES[program]}`,
    options,
    expect: { ...(program !== "media" && threading), ...(program === "smoke" && { turns: TURNS }), isolated },
    run: async (signal) => {
      const server = await serve(await root(), { isolated });
      try {
        const query = new URLSearchParams({ where, options: JSON.stringify(options) });
        const result = await outcome(open, `${server.origin}${page}?${query}`, signal);
        return { ...result, served: server.served };
      } finally {
        server.close();
      }
    },
  };
}

/** Page and worker, plain and isolated; all ops and the recipes with one thread and two; pictures and sound. */
export function allCases(open) {
  const cases = [false, true].flatMap((isolated) =>
    ["page", "worker"].map((where) => pageCase({ open, where, isolated })),
  );
  return [
    ...cases,
    opsPage({ open, where: "page", isolated: false }),
    opsPage({ open, where: "page" }),
    recipePage({ open, where: "page" }),
    recipePage({ open, where: "worker", isolated: false }),
    mediaPage({ open, where: "page" }),
    mediaPage({ open, where: "worker" }),
  ];
}

/** The page of all ops; two threads where it has them. */
export const opsPage = (how) =>
  pageCase({ program: "ops", isolated: true, options: { threads: 2 }, root: opsProject, page: "/page.html", ...how });

/** The page of the recipes; two threads where it has them. */
export const recipePage = (how) =>
  pageCase({
    ...{ program: "recipe", isolated: true, options: { threads: 2 }, root: recipeProject, page: "/page.html" },
    ...how,
  });

/** The page of real data, which needs MNIST. */
export const mnistPage = (how) => ({
  ...mnistTest,
  ...pageCase({ ...mnistTest, isolated: true, root: mnistProject, page: "/page.html", ...how }),
});

/** The page of pictures and sound. */
export const mediaPage = (how) =>
  pageCase({ program: "media", isolated: false, root: mediaProject, page: "/page.html", ...how });

/** Opens the page at `url`, awaits its outcome and closes it whatever happens. */
async function outcome(open, url, signal) {
  const page = await open(url, signal);
  try {
    const result = await page.evaluate("outcome");
    if (result.error) throw new Error(result.error);
    return { ...result, version: page.version };
  } finally {
    await page.close();
  }
}
