// docs/operators.md from the doc comments of the sources: `node scripts/operators.mjs` fails when the page is stale or a comment
// lacks something, and says all of it; with --write it writes the page.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { collectOperators } from "./operators/collect.mjs";
import { describeExtension } from "./operators/extension.mjs";
import { operatorsPage } from "./operators/page.mjs";
import { describePeers } from "./operators/peers.mjs";

const PAGE = "docs/operators.md";
const NOTES = { Extension: describeExtension, Elsewhere: describePeers };

/**
 * The page, and what keeps it from being written.
 * @param {string} root
 * @returns {{ page: string, faults: string[] }}
 */
export function operators(root) {
  const collected = collectOperators(root);
  return { page: operatorsPage(collected, NOTES), faults: collected.faults };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const { page, faults } = operators(root);
  const path = join(root, PAGE);
  const stale = !existsSync(path) || readFileSync(path, "utf8") !== page;
  for (const fault of faults) console.error(fault);
  if (faults.length) console.error(`${faults.length} gaps in the documentation of operators`);
  else if (stale && process.argv.includes("--write")) writeFileSync(path, page);
  else if (stale) console.error(`${PAGE} is stale: \`npm run docs\` writes it`);
  else console.log(`${PAGE} is up to date`);
  process.exitCode = faults.length || (stale && !process.argv.includes("--write")) ? 1 : 0;
}
