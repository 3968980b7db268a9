// Child processes that always end.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Starts `command` as the head of its own process group; `stop()` ends the whole group (browsers have many processes). */
export function start(command, args, { signal, env = process.env, cwd } = {}) {
  const stdio = ["ignore", "pipe", "pipe"];
  const child = spawn(command, args, { stdio, cwd, detached: true, env: { ...env, NO_COLOR: "1" } });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => (output.stdout += data));
  child.stderr.on("data", (data) => (output.stderr += data));
  const stop = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // it has ended already
    }
  };
  signal?.addEventListener("abort", stop);
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      signal?.removeEventListener("abort", stop);
      resolve(code);
    });
  });
  ended.catch(() => {}); // whoever awaits it sees the error; nobody need
  return { child, output, ended, stop };
}

/** Runs `command` to its end and gives its stdout; throws with its output when it fails or when `signal` stops it. */
export async function run(command, args, options = {}) {
  const { output, ended } = start(command, args, options);
  const code = await ended;
  if (code === 0) return output.stdout;
  const said = `stdout: ${tail(output.stdout)}\nstderr: ${tail(output.stderr)}`;
  if (options.signal?.aborted) throw new Error(`had to be ended\n${said}`);
  throw new Error(`exit code ${code}\n${said}`);
}

/** Waits until a started process has printed what `pattern` matches, and gives the first group of it. */
export async function printed({ child, output, ended }, pattern) {
  while (child.exitCode === null && child.signalCode === null) {
    const [, group] = pattern.exec(output.stdout) ?? [];
    if (group !== undefined) return group;
    await Promise.race([ended, sleep(20)]);
  }
  throw new Error(`${child.spawnfile} ended early: ${tail(output.stderr)}`);
}

/** The last line of `text`, parsed: what a program that prints its result as JSON said. */
export const lastJson = (text) => JSON.parse(text.trim().split("\n").at(-1));

const tail = (text) => text.trim().slice(-2000) || "(nothing)";
