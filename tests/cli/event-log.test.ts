// What a run folder keeps of its events: whole lines, and after a resumption none twice.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EventLog, type Reach, readEvents } from "../../src/cli/event-log.ts";
import type { TrainingReport } from "../../src/cli/events.ts";
import { type RunFolder, runFolder } from "../../src/cli/run-folder.ts";

const step = (step: number): TrainingReport => ({
  ...{ kind: "step", epoch: Math.ceil(step / 2), epochs: 3, step, steps: 6, loss: 1 / step },
  ...{ learningRate: 0.1, imagesPerSecond: 10, secondsLeft: 1 },
});
const epoch = (epoch: number): TrainingReport[] => [
  { kind: "epoch", epoch, epochs: 3, step: epoch * 2, loss: 1, seconds: 1, imagesPerSecond: 10 },
  { kind: "validation", epoch, step: epoch * 2, loss: 1 },
];
const two = [step(1), step(2), ...epoch(1), step(3), step(4), ...epoch(2)];

const names = (events: readonly object[]): string[] =>
  events.map((event) => {
    const { kind, step, epoch } = event as { kind: string; step?: number; epoch?: number };
    return `${kind} ${kind === "step" ? step : epoch}`;
  });

async function write(
  folder: RunFolder,
  reports: readonly TrainingReport[],
  from = { step: 0, epoch: 0 },
): Promise<void> {
  const log = await EventLog.open(folder, from);
  for (const report of reports) log.add(report);
  log.flush();
  log.close();
}

async function kept(folder: RunFolder): Promise<string[]> {
  const events: object[] = [];
  for await (const event of readEvents(folder.events)) events.push(event);
  return names(events);
}

function newFolder(): RunFolder {
  const path = mkdtempSync(join(tmpdir(), "fovea-events-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return runFolder(path);
}

test("every event is a line, with the time it came", async () => {
  const folder = newFolder();
  await write(folder, two);
  const lines = readFileSync(folder.events, "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(two.length);
  expect(JSON.parse(lines[0])).toEqual({ ...two[0], time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) });
});

test.each<[string, Reach, string[]]>([
  ["in the middle of an epoch", { step: 3, epoch: 1 }, ["step 1", "step 2", "epoch 1", "validation 1", "step 3"]],
  ["after the last step of an epoch: its end comes again", { step: 2, epoch: 0 }, ["step 1", "step 2"]],
  ["after the end of an epoch: it stays", { step: 2, epoch: 1 }, ["step 1", "step 2", "epoch 1", "validation 1"]],
  [
    "before a validation that was done meanwhile: it comes again",
    { step: 2, epoch: 1, due: true },
    ["step 1", "step 2", "epoch 1"],
  ],
  ["before the first step", { step: 0, epoch: 0 }, []],
])("resumed %s, what the checkpoint does not reach is dropped", async (_, reach, expected) => {
  const folder = newFolder();
  await write(folder, two);
  await write(folder, [step(9)], reach);
  expect(await kept(folder)).toEqual([...expected, "step 9"]);
});

test("a line that was cut off is dropped, with what a full disk may have left behind it", async () => {
  const folder = newFolder();
  await write(folder, two);
  appendFileSync(folder.events, '{"kind":"step","step":5,"lo');
  expect(await kept(folder)).toEqual(names(two));
  await write(folder, [step(5)], { step: 4, epoch: 2 });
  expect(await kept(folder)).toEqual([...names(two), "step 5"]);
});

test("a whole object without the end of its line was not whole either", async () => {
  const folder = newFolder();
  writeFileSync(folder.events, JSON.stringify({ kind: "step", step: 1 }));
  expect(await kept(folder)).toEqual([]);
  await write(folder, [step(1)], { step: 1, epoch: 0 });
  expect(await kept(folder)).toEqual(["step 1"]);
});

test("a finished run that is tested again has one end", async () => {
  const folder = newFolder();
  const done: TrainingReport = {
    kind: "done",
    accuracy: 1,
    loss: 0,
    seconds: 1,
    steps: 4,
    parametersHash: "",
    out: "",
  };
  await write(folder, [...two, done]);
  await write(folder, [done], { step: 4, epoch: 2 });
  expect((await kept(folder)).filter((name) => name.startsWith("done"))).toHaveLength(1);
});

test("TensorBoard's file is that of an uninterrupted run", async () => {
  const [whole, resumed] = [newFolder(), newFolder()];
  await write(whole, two);
  await write(resumed, two.slice(0, 6));
  await write(resumed, two.slice(4), { step: 2, epoch: 1 });
  // Times differ, and nothing else: both have the same length.
  expect(readFileSync(resumed.tensorBoard)).toHaveLength(readFileSync(whole.tensorBoard).length);
});
