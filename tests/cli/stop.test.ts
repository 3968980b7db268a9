// Stopping a training in any way and resuming it gives the bits of a training that was never stopped.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type Ended, fovea, jsonLines, makeFolder, removeFolder, start, temporaryFolder } from "./fovea.ts";

/** 60 steps, with a checkpoint every 3: a kill often hits one that is being written. */
const RUN = [
  "train",
  "lenet5",
  "--samples",
  "600",
  "--epochs",
  "4",
  "--batch",
  "40",
  "--checkpoint-every",
  "3",
  "--json",
];
const STEPS = 60;

let hash: unknown;
let milliseconds: number;
beforeAll(async () => {
  const folder = makeFolder();
  const began = performance.now();
  hash = doneOf(await fovea([...RUN, "--out", join(folder, "run")])).parametersHash;
  milliseconds = performance.now() - began;
  removeFolder(folder);
});

function doneOf({ code, stdout, stderr }: Ended): Record<string, unknown> {
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const done = jsonLines(stdout).at(-1);
  expect(done).toMatchObject({ kind: "done", steps: STEPS });
  return done as Record<string, unknown>;
}

test.each([1, 2, 3])("SIGKILL at a random moment, then --resume (%i)", async () => {
  const out = join(temporaryFolder(), "run");
  const moment = Math.random() * milliseconds;
  const { child, ended } = start([...RUN, "--out", out]);
  setTimeout(() => child.kill("SIGKILL"), moment);
  await ended;
  const done = doneOf(await fovea([...RUN, "--resume", "--out", out]));
  expect(done.parametersHash, `killed after ${moment.toFixed()} ms`).toBe(hash);
  expect(readdirSync(out).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("SIGKILL before the first checkpoint: --resume says so and starts from the beginning", async () => {
  const out = join(temporaryFolder(), "run");
  const { child, ended, shows } = start([
    "train",
    "lenet5",
    "--samples",
    "600",
    "--epochs",
    "4",
    "--batch",
    "40",
    "--json",
    "--out",
    out,
  ]);
  await shows('"step":1,');
  child.kill("SIGKILL");
  expect((await ended).signal).toBe("SIGKILL");
  expect(existsSync(join(out, "checkpoints")) ? readdirSync(join(out, "checkpoints")) : []).toEqual([]);
  const resumed = await fovea(["train", "lenet5", "--resume", "--json", "--out", out]);
  expect(doneOf(resumed).parametersHash).toBe(hash);
  expect(jsonLines(resumed.stdout)[0]).toMatchObject({
    kind: "start",
    step: 0,
    note: expect.stringMatching(/from the beginning/),
  });
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s saves a checkpoint, says how to resume, exits with 130",
  async (signal) => {
    const out = join(temporaryFolder(), "a run");
    const { child, ended, shows } = start([...RUN, "--out", out]);
    await shows('"kind":"step"');
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
    const stopped = jsonLines(stdout).at(-1);
    expect(stopped).toMatchObject({
      kind: "stopped",
      steps: STEPS,
      out,
      resume: `npx fovea train lenet5 --resume --out '${out}'`,
    });
    const resumed = await fovea(["train", "lenet5", "--resume", "--json", "--out", out]);
    expect(jsonLines(resumed.stdout)[0]).toMatchObject({ kind: "start", step: stopped?.step });
    expect(doneOf(resumed).parametersHash).toBe(hash);
  },
);

test("a run resumed again and again ends with the same bits", async () => {
  const out = join(temporaryFolder(), "run");
  let steps = 0;
  for (let i = 0; i < 4; i++) {
    const { child, ended, shows } = start([...RUN, "--resume", "--data", "digits", "--out", out]);
    await shows('"kind":"step"');
    child.kill("SIGINT");
    const stopped = jsonLines((await ended).stdout).at(-1);
    expect(stopped?.kind).toBe("stopped");
    expect(stopped?.step).toBeGreaterThan(steps);
    steps = stopped?.step as number;
  }
  expect(doneOf(await fovea([...RUN, "--resume", "--out", out])).parametersHash).toBe(hash);
  const told = readFileSync(join(out, "events.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const stepsTold = told.filter(({ kind }) => kind === "step").map(({ step }) => step);
  expect(stepsTold).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
  for (const kind of ["epoch", "validation"]) expect(told.filter((event) => event.kind === kind)).toHaveLength(4);
});
