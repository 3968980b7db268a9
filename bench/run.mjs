// npm run bench -- [train|threads|limit|memory ...] [--rounds N] [--runtime node20|node26] [--json FILE]
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import * as limit from "./groups/limit.mjs";
import * as memory from "./groups/memory.mjs";
import * as threads from "./groups/threads.mjs";
import * as train from "./groups/train.mjs";
import { runtimes } from "./support/runtimes.mjs";
import { table } from "./support/table.mjs";

const groups = { train, threads, limit, memory };

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: "string", default: "15" }, runtime: { type: "string" }, json: { type: "string" } },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(groups);
  for (const name of names)
    if (!(name in groups)) throw new Error(`unknown group "${name}": expected ${Object.keys(groups).join(", ")}`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds ${values.rounds}: expected a whole number from 1`);

  const setting = { runtimes: runtimes(values.runtime), rounds, progress: showProgress };
  console.log(`${cpus()[0].model}, ${availableParallelism()} threads, ${rounds} rounds`);
  const all = [];
  for (const name of names) {
    const rows = await groups[name].run(setting);
    showProgress("");
    console.log(`\n${table(rows, groups[name].columns)}`);
    all.push(...rows);
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(all, null, 1)}\n`);
}

/** One line that overwrites itself, only where somebody watches. */
function showProgress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
