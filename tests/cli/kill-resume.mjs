// Kills a training with SIGKILL at random moments and resumes it: every run must end with the hash of the one never killed.
//   node tests/cli/kill-resume.mjs [--times 20] [--data mnist --root DIR] ...     other options go to `fovea train lenet5`
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../build/src/cli/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "fovea-kill-"));
const { times, rest } = readArguments();
const run = [
  "train",
  "lenet5",
  "--data",
  "digits",
  "--samples",
  "3000",
  "--epochs",
  "3",
  "--checkpoint-every",
  "10",
  ...rest,
];

try {
  process.exitCode = (await compare()) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function readArguments() {
  const rest = process.argv.slice(2);
  const at = rest.indexOf("--times");
  const times = at < 0 ? 20 : Number(rest.splice(at, 2)[1]);
  if (!Number.isInteger(times) || times < 1) throw new Error("--times: expected a whole number of at least 1");
  return { times, rest };
}

/** True when every run that was killed ends as the one that was not. */
async function compare() {
  const whole = await fovea(join(folder, "whole"));
  const expected = whole.done?.parametersHash;
  if (!expected) throw new Error(`the uninterrupted run failed: ${whole.stderr}`);
  console.log(`never killed: ${(whole.milliseconds / 1000).toFixed(2)} s, hash ${expected}`);
  let right = 0;
  for (let i = 1; i <= times; i++) {
    const out = join(folder, String(i));
    const moment = Math.random() * whole.milliseconds;
    const killed = await fovea(out, { killAfter: moment });
    const state = killed.done
      ? "had ended"
      : existsSync(join(out, "checkpoint.safetensors"))
        ? "with a checkpoint"
        : "without a checkpoint";
    const resumed = await fovea(out, { resume: true });
    const hash = resumed.done?.parametersHash ?? resumed.stderr.trim();
    if (hash === expected) right++;
    const verdict = hash === expected ? "the same" : "DIFFERENT";
    console.log(
      `${String(i).padStart(3)}  killed after ${(moment / 1000).toFixed(3)} s, ${state}; resumed at step ${resumed.from}: ${hash} ${verdict}`,
    );
    rmSync(out, { recursive: true, force: true });
  }
  console.log(`${right} of ${times} runs end with the hash of the run never killed`);
  return right === times;
}

/** Runs the training in `out` to its end, or until it is killed. */
function fovea(out, { killAfter, resume } = {}) {
  const began = performance.now();
  const child = spawn(process.execPath, [main, ...run, "--json", "--out", out, ...(resume ? ["--resume"] : [])]);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
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
