// Runs the smoke program, that of all ops, that of the recipes and that of pictures and sound in every runtime that is here, recipe 1 on
// real data in some, and the examples, and compares.
//
//     npm run test:runtimes                    all of them
//     npm run test:runtimes -- node deno       these
//     npm run test:runtimes -- deno media      one program (smoke, ops, recipe, media, mnist) in this one
//
// The smoke program's hash of the parameters after training and of the predictions, that of all results of all ops, those of the
// recipes' networks, and that of all pictures and sound must be the same everywhere and for any number of threads. What is absent is
// named and counted as skipped. The last line counts; the exit code is 1 when something failed.
import { existsSync } from "node:fs";
import { ALWAYS, faults, sizeOf } from "./support/check.mjs";
import { ROOT } from "./support/paths.mjs";
import { heading, row } from "./support/table.mjs";

/** A case that has not ended after so many seconds hangs, unless it says how many more it has. */
const SECONDS = 120;

const NAMES = [
  "node",
  "node26",
  "deno",
  "bun",
  "esbuild",
  "workerd",
  "chromium",
  "vite",
  "firefox",
  "webkit",
  "examples",
];

const PROGRAMS = ["smoke", "ops", "recipe", "media", "mnist"];

const words = process.argv.slice(2);
const asked = words.filter((word) => !PROGRAMS.includes(word));
const programs = words.filter((word) => PROGRAMS.includes(word));
const unknown = asked.filter((name) => !NAMES.includes(name));
if (unknown.length) {
  console.error(`test:runtimes: unknown ${unknown.join(", ")}; there are ${[...NAMES, ...PROGRAMS].join(", ")}`);
  process.exit(2);
}
if (!existsSync(`${ROOT}/build/src/index.js`)) {
  console.error("test:runtimes: no build/; run `npm run build` first");
  process.exit(2);
}

const count = { passed: 0, failed: 0, skipped: 0 };
const absent = new Map(); // name -> why, and how to get it
const references = {}; // the first run of each program

console.log(heading());
for (const name of NAMES.filter((name) => !asked.length || asked.includes(name))) {
  const { default: driver } = await import(`./drivers/${name}.mjs`);
  for (const test of driver.cases) {
    if (programs.length && !programs.includes(test.program ?? "smoke")) continue;
    const reason = driver.present() ?? test.present?.();
    if (reason) skip(name, test, reason);
    else await runCase(name, test);
  }
}
for (const [name, reason] of absent) console.log(`\nABSENT ${name}: ${reason}`);
console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed ? 1 : 0;

function skip(name, test, reason) {
  count.skipped++;
  absent.set(test.present ? `${name} (${test.where})` : name, reason);
  console.log(row({ name, test, verdict: "SKIP" }));
}

/** Runs one case and prints its row, and under it what is wrong or worth knowing. */
async function runCase(name, test) {
  let result = {};
  let wrong;
  try {
    result = await inTime(test);
    const { program = "smoke" } = test;
    if (!test.example) references[program] ??= result;
    wrong = faults(test.example ? test.expect : { ...ALWAYS[program], ...test.expect }, result, references[program]);
  } catch (error) {
    wrong = [error.message];
  }
  count[wrong.length ? "failed" : "passed"]++;
  console.log(row({ name, test, result, verdict: wrong.length ? "FAIL" : "ok" }));
  for (const fault of wrong) console.log(`     ${fault.replaceAll("\n", "\n     ")}`);
  for (const note of notes(test, result)) console.log(`     ${note}`);
}

/** Runs the case; after the time limit its processes are ended and the case has failed. */
async function inTime(test) {
  const { seconds = SECONDS } = test;
  const limit = new AbortController();
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => {
      limit.abort();
      setTimeout(reject, 1000, new Error("it could not be stopped")); // ended processes may still say why, and sooner
    }, 1000 * seconds);
  });
  try {
    return await Promise.race([test.run(limit.signal), tooLate]);
  } catch (error) {
    throw limit.signal.aborted ? new Error(`not done after ${seconds} s: ${error.message}`) : error;
  } finally {
    clearTimeout(timer);
  }
}

function notes({ expect }, { turns, longestGap, served }) {
  const lines = [];
  if (expect.turns)
    lines.push(`the page's event loop turned ${turns} times; the longest gap was ${longestGap.toFixed(0)} ms`);
  if (expect.bytes && served) {
    const { files, total } = sizeOf(served);
    lines.push(`loads ${files.length} files, ${total} bytes by gzip -9 (limit ${expect.bytes})`);
    for (const { path, bytes } of files.slice(0, 8)) lines.push(`  ${String(bytes).padStart(6)} ${path}`);
  }
  return lines;
}
