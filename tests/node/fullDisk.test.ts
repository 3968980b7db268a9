// A disk that fills up under whatever writes files: one error that names the file, the file before is whole, and nothing half-written is left.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EventLog } from "../../src/cli/event-log.ts";
import { runFolder } from "../../src/cli/run-folder.ts";
import { FoveaError, type Model, sgd } from "../../src/index.ts";
import {
  checkpoints,
  download,
  latestCheckpoint,
  saveModel,
  tensorBoard,
  writeFileAtomic,
  writeReport,
} from "../../src/node/index.ts";
import { record } from "../../src/node/tensorboard/records.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, loss, smallModel } from "../train/toys.ts";
import { type SmallDisk, smallDisk } from "./smallDisk.ts";

const samples = bands(20);

/** Trains a network for an epoch more, with checkpoints in `folder`. */
async function trainOn(net: Model, folder: string): Promise<void> {
  const saved = checkpoints(folder, { keep: 1, best: { metric: "loss" } });
  const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
  for await (const event of net.fit(samples, { epochs: 1, batchSize: 5, loss, optimizer }))
    await saved.after(event, net);
}

const versionOf = (round: string): Uint8Array => new Uint8Array(300_000).fill(round.charCodeAt(0));

/** The address of a file that is another one each round. */
async function server(): Promise<string> {
  const server = createServer(({ url = "" }, response) => void response.end(versionOf(url.slice(1))));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** All files below `folder` but the one that fills the disk, with their bytes. */
function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== ".filler")
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(name).toString("base64")]));
}

/** What writes files into a folder, in round "1", "2" and "3". */
type Write = (folder: string, net: Model, round: string, origin: string) => Promise<unknown>;

test.for<[string, Write]>([
  ["a file", (folder, _, round) => writeFileAtomic(join(folder, "x"), versionOf(round))],
  ["a model", (folder, net) => saveModel(net, join(folder, "net.safetensors"))],
  ["a report", (folder, net) => writeReport(join(folder, "report.html"), { net, validation: bands(9) })],
  ["checkpoints", (folder, net) => trainOn(net, join(folder, "run"))],
  [
    "a download",
    (folder, _, round, origin) => {
      const sha256 = createHash("sha256").update(versionOf(round)).digest("hex");
      return download(`${origin}/${round}`, { path: join(folder, "data"), sha256 });
    },
  ],
])("%s: the one before stays whole", async ([, write], context) => {
  const disk = smallDisk(context, 1 << 20);
  const origin = await server();
  using net = await smallModel();
  await write(disk.path, net, "1", origin);
  const before = contents(disk.path);
  expect(Object.keys(before)).not.toEqual([]);
  disk.fill();
  const error = await write(disk.path, net, "2", origin).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FoveaError);
  expect(error).toMatchObject({ code: "file" });
  expect((error as Error).message).toMatch(
    /^cannot write \S+: the disk is full\. Hint: free some space; the file is as it was before\.$/,
  );
  expect((error as Error).message).toContain(disk.path);
  expect(contents(disk.path)).toEqual(before);
  disk.free();
  await write(disk.path, net, "3", origin);
  expect(Object.keys(contents(disk.path))).not.toEqual([]);
});

test("checkpoints: training goes on from the one before", async (context) => {
  const disk = smallDisk(context, 1 << 20);
  const folder = join(disk.path, "run");
  using net = await smallModel();
  await trainOn(net, folder);
  const hash = net.parametersHash();
  disk.fill();
  await expect(trainOn(net, folder)).rejects.toThrow("the disk is full");
  const found = await latestCheckpoint(folder, { engine: await sharedEngine({ threads: 1 }) });
  expect(found).toMatchObject({ damaged: [] });
  expect(found?.net.parametersHash()).toBe(hash);
  found?.net.dispose();
});

/** Adds until the disk is full, and again when it has grown: gives how many were added, and the two errors. */
function addUntilFull(disk: SmallDisk, add: (i: number) => void): { count: number; errors: Error[] } {
  let count = 0;
  const untilFull = (): Error => {
    try {
      for (;;) add(count++);
    } catch (error) {
      count--;
      return error as Error;
    }
  };
  const first = untilFull();
  disk.resize(128 << 10);
  const second = untilFull();
  return { count, errors: [first, second] };
}

/** A line or record of an odd length, so that the last one does not fit the disk's pages. */
const TEXT = "x".repeat(1111);

test("TensorBoard's file: whole records, and they go on when there is space again", async (context) => {
  const disk = smallDisk(context, 64 << 10);
  const path = join(disk.path, "events.out.tfevents.fovea");
  using board = await tensorBoard(path);
  const { count, errors } = addUntilFull(disk, (i) => board.add(i, { [TEXT]: i }));
  for (const error of errors) expect(error.message).toMatch(`cannot write ${path}: the disk is full.`);
  expect(errors.every((error) => error instanceof FoveaError)).toBe(true);
  const bytes = readFileSync(path);
  let records = 0;
  for (let at = 0; at < bytes.length; records++) {
    const length = bytes.readUInt32LE(at);
    expect(bytes.subarray(at, at + length + 16).equals(record(bytes.subarray(at + 12, at + 12 + length)))).toBe(true);
    at += length + 16;
  }
  expect(records).toBe(1 + count); // the first says what the file is
});

test("a run's events: whole lines, and they go on when there is space again", async (context) => {
  const disk = smallDisk(context, 64 << 10);
  const folder = runFolder(disk.path);
  const log = await EventLog.open(folder, { step: 0, epoch: 0 });
  const { count, errors } = addUntilFull(disk, (step) =>
    log.add({ kind: "stopped", step, steps: 1e9, out: TEXT, resume: "" }),
  );
  log.close();
  for (const error of errors) expect(error.message).toMatch(`cannot write ${folder.events}: the disk is full.`);
  const lines = readFileSync(folder.events, "utf8").split("\n");
  expect(lines.pop()).toBe("");
  expect(lines.map((line) => JSON.parse(line).step)).toEqual(Array.from({ length: count }, (_, i) => i));
});
