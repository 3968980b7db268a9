// Kills a training with SIGKILL at random moments and resumes it: every run must end with the hash of the one never killed.
//
//   node tests/cli/kill-resume.mjs [digits|folder|library] [--times 20] [--seed 1]      other options go to the training
//
// digits: `fovea train lenet5`. folder: `fovea train --data FOLDER`, pictures decoded and augmented in a worker. library: a program
// of fovea/node's checkpoints, elastic distortions in a worker. The seed decides at which shares of the run's time it is killed.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WAYS } from "./kill/ways.mjs";

const folder = mkdtempSync(join(tmpdir(), "fovea-kill-"));
const { times, seed, way, rest } = readArguments();

try {
  process.exitCode = (await compare(WAYS[way](folder, rest))) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** @typedef {import("./kill/ways.mjs").Way} Way */

function readArguments() {
  const rest = process.argv.slice(2);
  const way = rest[0] in WAYS ? /** @type {keyof typeof WAYS} */ (rest.shift()) : "digits";
  const take = (/** @type {string} */ name, /** @type {number} */ standard) => {
    const at = rest.indexOf(name);
    const value = at < 0 ? standard : Number(rest.splice(at, 2)[1]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`${name}: expected a whole number of at least 1`);
    return value;
  };
  return { way, times: take("--times", 20), seed: take("--seed", 1), rest };
}

/** True when every run that was killed ends as the one that was not. @param {Way} way */
async function compare(way) {
  const whole = await run(way, join(folder, "whole"));
  const expected = whole.done?.parametersHash;
  if (!expected) throw new Error(`the uninterrupted run failed: ${whole.stderr}`);
  console.log(`never killed: ${(whole.milliseconds / 1000).toFixed(2)} s, hash ${expected}; seed ${seed}`);
  let right = 0;
  for (let i = 1; i <= times; i++) {
    const out = join(folder, String(i));
    const moment = share(i) * whole.milliseconds;
    const killed = await run(way, out, { killAfter: moment });
    const state = killed.done ? "had ended" : `with${hasCheckpoint(out) ? " a" : "out a"} checkpoint`;
    const resumed = await run(way, out, { resume: true });
    const hash = resumed.done?.parametersHash ?? resumed.stderr.trim();
    const left = unfinished(out);
    const verdict =
      hash !== expected ? "DIFFERENT" : left.length ? `the same, but LEFT ${left.join(", ")}` : "the same";
    if (verdict === "the same") right++;
    console.log(
      `${String(i).padStart(3)}  killed after ${(moment / 1000).toFixed(3)} s, ${state}; resumed at step ${resumed.from}: ${hash} ${verdict}`,
    );
    rmSync(out, { recursive: true, force: true });
  }
  console.log(`${right} of ${times} runs end with the hash of the run never killed`);
  return right === times;
}

/** A number from 0 to 1, of the seed and `i`. @param {number} i */
function share(i) {
  let h = Math.imul(i + seed * 7919, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return ((h ^ (h >>> 13)) >>> 0) / 2 ** 32;
}

/** @param {string} out */
function hasCheckpoint(out) {
  return namesIn(out).some((name) => /checkpoint-.*\.safetensors$/.test(name));
}

/** What was not wholly written and not swept. @param {string} out */
function unfinished(out) {
  return namesIn(out).filter((name) => name.endsWith(".part"));
}

/** @param {string} out */
function namesIn(out) {
  return existsSync(out) ? readdirSync(out, { recursive: true }).map(String) : [];
}

/**
 * Runs the training in `out` to its end, or until it is killed.
 * @param {Way} way
 * @param {string} out
 * @param {{ killAfter?: number, resume?: boolean }} [how]
 * @returns {Promise<{ done?: { parametersHash: string }, from?: number, stderr: string, milliseconds: number }>}
 */
function run(way, out, { killAfter, resume = false } = {}) {
  const began = performance.now();
  const child = spawn(process.execPath, way(out, resume));
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (output.stderr += text));
  if (killAfter !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfter);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      const lines = output.stdout
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line)); // the last may be half a line
      const done = lines.find(({ kind }) => kind === "done");
      const from = lines.find(({ kind }) => kind === "start")?.step;
      resolve({ done, from, stderr: output.stderr, milliseconds: performance.now() - began });
    });
  });
}
