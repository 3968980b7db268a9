// Runs the built command line, as a user does.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const main: string = fileURLToPath(new URL("../../build/src/cli/main.js", import.meta.url));
if (!existsSync(main)) throw new Error(`${main} is missing: npm run build makes it`);

/** What a run of the command left. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A run under way. */
export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves when stdout has shown `text`; rejects when the run ends without. */
  shows(text: string): Promise<void>;
}

export function start(args: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}): Running {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: options.cwd,
    env: { ...process.env, FOVEA_DEBUG: "", ...options.env },
    // A run that hangs fails its test and no more.
    timeout: 50_000,
    killSignal: "SIGKILL",
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8");
    child[name]?.on("data", (text: string) => {
      output[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...output }));
  });
  const shows = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.stdout.includes(text)) resolve();
      };
      child.stdout?.on("data", look);
      look();
      ended.then(({ stderr }) => reject(new Error(`ended without showing ${text}: ${stderr}`)), reject);
    });
  return { child, ended, shows };
}

export function fovea(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  return start(args, options).ended;
}

/** The objects in the lines of a `--json` run; throws when a line is none. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = makeFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

export const makeFolder = (): string => mkdtempSync(join(tmpdir(), "fovea-cli-"));

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });
