// npm test: builds, then runs every check and every test runner, and closes with one sum over all of them. A check counts as one.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (/** @type {string} */ path) => ["node", join("node_modules", path)];
const total = { passed: 0, failed: 0, skipped: 0 };

if (await step("build", () => check(["node", "scripts/build.mjs"]))) {
  await step("lint and format", () => check([...bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings"]));
  await step("house rules", () => check(["node", "scripts/check-house.mjs"]));
  await step("operators page", () => check(["node", "scripts/operators.mjs"]));
  await step("augmentation page", () => check(["node", "scripts/transforms.mjs"]));
  await step("types", () => check([...bin("typescript/bin/tsc"), "-p", "tsconfig.check.json"]));
  await step("kernels inside WebAssembly", kernelTests);
  await step("unit tests", unitTests);
  await step("package", () => check(["node", "scripts/check-package.mjs"]));
  await step("runtimes", runtimeTests);
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed ? 1 : 0;

/**
 * Runs one part and adds up what it counted. True when nothing in it failed.
 * @param {string} name
 * @param {() => Promise<Counts>} run
 */
async function step(name, run) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const counts = await run();
  for (const key of /** @type {(keyof Counts)[]} */ (Object.keys(total))) total[key] += counts[key];
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`-- ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`);
  return counts.failed === 0;
}

/** A command that passes or fails as a whole. @param {string[]} command @returns {Promise<Counts>} */
async function check(command) {
  const { code } = await run(command);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** @returns {Promise<Counts>} */
async function kernelTests() {
  const { code, output } = await run(["node", "scripts/asp.mjs", "--summary"]);
  const [, passed, all] = output.match(/\[Tests\]: (\d+) \/ (\d+)/)?.map(Number) ?? [0, 0, 0];
  const skipped = [...output.matchAll(/Todo: (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  return settled("as-pect", code, { passed, failed: all - passed, skipped });
}

/** @returns {Promise<Counts>} */
async function unitTests() {
  const folder = mkdtempSync(join(tmpdir(), "fovea-test-"));
  try {
    const report = join(folder, "report.json");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { code } = await run([...bin("vitest/vitest.mjs"), "run", ...reporters]);
    const result = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
    const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests = 0, numTodoTests = 0 } = result;
    return settled("vitest", code, { passed, failed, skipped: numPendingTests + numTodoTests });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Only in CI: the other runtimes are installed apart, and take their time. @returns {Promise<Counts>} */
async function runtimeTests() {
  if (process.env.CI !== "true") return skip("run apart, by `npm run test:runtimes`; part of this run where CI=true");
  if (!existsSync(join(root, "tests/runtimes/node_modules")))
    return skip("NOT INSTALLED: run `npm ci` in tests/runtimes");
  const { code, output } = await run(["node", "tests/runtimes/run.mjs"]);
  const counts = output
    .trimEnd()
    .split("\n")
    .at(-1)
    ?.match(/^(\d+) passed, (\d+) failed, (\d+) skipped$/);
  const [, passed, failed, skipped] = counts?.map(Number) ?? [0, 0, 0, 0];
  return settled("tests/runtimes/run.mjs", code, { passed, failed, skipped });
}

/** @param {string} reason @returns {Counts} */
function skip(reason) {
  console.log(`SKIPPED: ${reason}`);
  return { passed: 0, failed: 0, skipped: 1 };
}

/**
 * A runner's counts, with one failure more where its exit code tells of one that they do not show, or where it ran nothing.
 * @param {string} runner
 * @param {number} code
 * @param {Counts} counts
 */
function settled(runner, code, counts) {
  const fault =
    counts.passed + counts.failed === 0
      ? "ran no test"
      : code !== 0 && counts.failed === 0
        ? `ended with code ${code}`
        : "";
  if (fault) console.error(`${runner} ${fault}`);
  return fault ? { ...counts, failed: counts.failed + 1 } : counts;
}

/**
 * Runs a command in the root, showing its output and keeping its stdout without colours.
 * @param {string[]} command `node` stands for the Node that runs this
 * @returns {Promise<{ code: number, output: string }>}
 */
function run([program, ...args]) {
  return new Promise((resolve, reject) => {
    const path = program === "node" ? process.execPath : program;
    const child = spawn(path, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (output && !output.endsWith("\n")) console.log();
      resolve({ code: code ?? 1, output: stripVTControlCharacters(output) });
    });
  });
}
