// npm run bench: `node bench/run.mjs --help` says what it can do.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import * as augment from "./groups/augment.mjs";
import * as conv from "./groups/conv.mjs";
import * as data from "./groups/data.mjs";
import * as gemm from "./groups/gemm.mjs";
import * as layers from "./groups/layers.mjs";
import * as limit from "./groups/limit.mjs";
import * as memory from "./groups/memory.mjs";
import * as nets from "./groups/nets.mjs";
import * as start from "./groups/start.mjs";
import * as threads from "./groups/threads.mjs";
import * as train from "./groups/train.mjs";
import { writeDocs } from "./report/docs.mjs";
import { table } from "./report/table.mjs";
import { loadInternals } from "./support/internals.mjs";
import { buildLimits } from "./support/limits.mjs";
import { HELP, readOptions } from "./support/options.mjs";
import { Participants } from "./support/participants.mjs";
import { raceGroup, settingOf } from "./support/setting.mjs";

const groups = { limit, gemm, conv, layers, nets, train, start, threads, memory, augment, data };

try {
  await main();
} catch (error) {
  console.error(`${error.message}\n(node bench/run.mjs --help says what can be asked)`);
  process.exitCode = 2;
}

async function main() {
  const options = readOptions(process.argv.slice(2), Object.keys(groups));
  if (options.help) return console.log(HELP);
  const rows = options.from ? options.from.flatMap(readRows) : await measure(options);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 1)}\n`);
  if (options.docs) await writeDocs(rows);
}

async function measure(options) {
  const fovea = await loadInternals();
  await buildLimits();
  const participants = new Participants();
  const setting = settingOf(options, participants, fovea, showProgress);
  const machine = `${cpus()[0].model}, ${availableParallelism()} cores`;
  console.log(`${machine}; ${options.rounds} rounds`);
  const stamp = { machine, date: new Date().toISOString().slice(0, 16), rounds: options.rounds };
  const all = [];
  try {
    for (const name of options.groups) {
      const rows = await measureGroup(name, setting);
      all.push(...rows.map((row) => ({ ...row, ...stamp })));
    }
  } finally {
    participants.stop();
  }
  if (all.length === 0) throw new Error("no row matches: nothing was measured");
  return all;
}

async function measureGroup(name, setting) {
  const group = groups[name];
  const rows = await (group.run ? group.run(setting) : raceGroup(group, name, setting));
  showProgress("");
  if (rows.length > 0) console.log(`\n${name}\n${table(rows, group.columns)}`);
  return rows;
}

function readRows(file) {
  try {
    const rows = JSON.parse(readFileSync(file, "utf8"));
    if (Array.isArray(rows)) return rows;
  } catch (error) {
    throw new Error(`--from ${file}: ${error.message}`);
  }
  throw new Error(`--from ${file}: expected an array of rows, as --json writes it`);
}

/** One line that overwrites itself, only where somebody watches. */
function showProgress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
