// The cases that every browser shares: the smoke page, on its main thread and in a worker, with and without isolation.
import { ROOT } from "./paths.mjs";
import { serve } from "./server.mjs";

const PAGE = "/tests/runtimes/program/page.html";

/** A page stays responsive when its event loop turns at least this often during the 100 steps; a blocked one turns never. */
const TURNS = 5;

/** What the engine says of a page without the two headers. */
export const UNTHREADED = /not cross-origin isolated/;

/**
 * One case of a browser. `open(url, signal)` loads a page and gives `{ version, evaluate(expression), close() }`.
 * `unthreaded` is what the engine must say where threads do not work.
 */
export function pageCase({
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
    where: `${where}, ${isolated ? "isolated" : "plain"}`,
    options,
    expect: { ...threading, turns: TURNS, isolated },
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

/** The four cases: page and worker, plain and isolated. */
export function fourCases(open) {
  return [false, true].flatMap((isolated) => ["page", "worker"].map((where) => pageCase({ open, where, isolated })));
}

/** Opens the smoke page at `url`, awaits its outcome and closes it whatever happens. */
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
