// Wrong use and what can go wrong: one line on stderr, no stack trace, and the exit code.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { encode as encodePng } from "fast-png";
import { beforeAll, describe, expect, test } from "vitest";
import { engine, model } from "../../src/index.ts";
import { lenet5 } from "../../src/models/index.ts";
import { type Ended, fovea, temporaryFolder } from "./fovea.ts";

const TRAIN = ["train", "lenet5", "--samples", "100", "--epochs", "1"];

interface Case {
  args: string[];
  code: 1 | 2;
  says: RegExp;
}

/** DIR stands for a folder with the files that `fill` makes. */
const cases: Case[] = [
  { args: ["fly"], code: 2, says: /unknown command 'fly'/ },
  { args: ["trian"], code: 2, says: /unknown command 'trian'.*train/ },
  { args: ["train"], code: 2, says: /say what to train: --data FOLDER.*lenet5/ },
  { args: ["train", "alexnet"], code: 2, says: /'alexnet' is invalid.*lenet5/ },
  { args: ["train", "DIR"], code: 2, says: /is invalid.*lenet5.*Hint: --data .* trains on a folder/ },
  { args: ["train", "lenet5", "--epoch", "1"], code: 2, says: /unknown option '--epoch'.*--epochs/ },
  { args: [...TRAIN, "extra"], code: 2, says: /too many arguments/ },
  { args: ["train", "lenet5", "--epochs", "1.5"], code: 2, says: /--epochs.*'1.5'.*whole number of at least 1/ },
  { args: ["train", "lenet5", "--epochs", "0"], code: 2, says: /--epochs.*whole number of at least 1/ },
  { args: ["train", "lenet5", "--batch", "-3"], code: 2, says: /--batch.*'-3'.*whole number of at least 1/ },
  { args: ["train", "lenet5", "--lr", "abc"], code: 2, says: /--lr.*'abc'.*number above 0/ },
  { args: ["train", "lenet5", "--lr", "-1"], code: 2, says: /--lr.*number above 0/ },
  { args: ["train", "lenet5", "--lr", "Infinity"], code: 2, says: /--lr.*number above 0/ },
  { args: ["train", "lenet5", "--seed", "-1"], code: 2, says: /--seed.*whole number of at least 0/ },
  { args: ["train", "lenet5", "--seed", "99999999999999999999"], code: 2, says: /--seed.*whole number/ },
  { args: ["train", "lenet5", "--threads", "0"], code: 2, says: /--threads.*whole number of at least 1/ },
  { args: [...TRAIN, "--threads", "100000", "--out", "DIR/new"], code: 2, says: /threads.*100000.*1 to 256/ },
  { args: ["train", "lenet5", "--samples", "0"], code: 2, says: /--samples.*whole number of at least 1/ },
  { args: ["train", "lenet5", "--data", "cifar"], code: 2, says: /--data.*'cifar'.*digits, mnist/ },
  { args: ["train", "lenet5", "--data", "mnist"], code: 2, says: /--data mnist needs --root/ },
  { args: ["train", "lenet5", "--root", "x"], code: 2, says: /--root is for --data mnist/ },
  { args: ["train", "lenet5", "--data", "mnist", "--root", "x", "--samples", "5"], code: 2, says: /--samples is for/ },
  { args: ["train", "lenet5", "--resume", "--overwrite"], code: 2, says: /--resume.*--overwrite/ },
  { args: ["train", "lenet5", "--resume", "--out", "DIR/none"], code: 2, says: /none holds no run to resume/ },
  { args: ["train", "lenet5", "--data", "mnist", "--root", "DIR/none", "--out", "DIR/new"], code: 1, says: /none/ },
  {
    args: ["train", "lenet5", "--data", "mnist", "--root", "DIR", "--out", "DIR/new"],
    code: 1,
    says: /cannot find train-.* in /,
  },
  { args: [...TRAIN, "--out", "DIR/text.png/run"], code: 1, says: /text\.png\/run: a part of the path is no folder/ },
  { args: [...TRAIN, "--out", "DIR/broken-run"], code: 1, says: /holds a run already.*--resume.*--overwrite/ },
  {
    args: ["train", "lenet5", "--resume", "--out", "DIR/broken-run"],
    code: 1,
    says: /config\.json: not the options of a run/,
  },
  { args: ["evaluate"], code: 2, says: /missing required argument 'model'/ },
  { args: ["evaluate", "DIR/none.safetensors"], code: 1, says: /cannot read .*none\.safetensors: no such file/ },
  { args: ["evaluate", "DIR"], code: 1, says: /cannot read .*model\.safetensors: no such file/ },
  { args: ["evaluate", "DIR/text.png"], code: 1, says: /text\.png: / },
  { args: ["evaluate", "DIR/other.safetensors"], code: 1, says: /other\.safetensors: .*without fovea's graph/ },
  { args: ["evaluate", "DIR/other.safetensors", "--data", "mnist"], code: 2, says: /--data mnist needs --root/ },
  { args: ["predict", "DIR/none.safetensors"], code: 2, says: /missing required argument 'file'/ },
  { args: ["predict", "DIR/none.safetensors", "x.png", "--invert", "maybe"], code: 2, says: /--invert.*auto, yes, no/ },
  { args: ["summary", "alexnet"], code: 1, says: /cannot read alexnet: no such file/ },
  { args: ["info", "extra"], code: 2, says: /too many arguments/ },
];

/** Pictures and indices that `predict` refuses, with a model that is in order. */
const pictures: Case[] = [
  { args: ["DIR/none.png"], code: 1, says: /cannot read .*none\.png: no such file/ },
  {
    args: ["DIR/text.png"],
    code: 1,
    says: /text\.png: got text, "not a picture"\.\.\., expected a PNG or JPEG/,
  },
  { args: ["DIR/empty.png"], code: 1, says: /empty\.png: got no bytes at all/ },
  { args: ["DIR/cut.png"], code: 1, says: /cut\.png at byte \d+: got the end of the file, expected the rest of a PNG/ },
  {
    args: ["DIR/cut.jpg"],
    code: 1,
    says: /cut\.jpg at byte \d+: got the end of the file, expected the rest of a JPEG/,
  },
  { args: ["DIR/huge.png"], code: 1, says: /huge\.png: got 60000x60000 pixels/ },
  { args: ["DIR/text.png:3"], code: 1, says: /text\.png/ },
  { args: ["DIR"], code: 1, says: /cannot read .*: a folder/ },
];

const titled = (table: readonly Case[]): [string, Case][] => table.map((each) => [each.args.join(" "), each]);

let lenet: Uint8Array;
beforeAll(async () => {
  const core = await engine({ threads: 1 });
  lenet = (await model(lenet5(), { engine: core })).save();
  core.dispose();
});

describe("wrong use and missing files", () => {
  test.each(titled(cases))("fovea %s", async (_, { args, code, says }) => {
    await expectError(args, code, says);
  });
});

describe("pictures that predict refuses", () => {
  test.each(titled(pictures))("fovea predict lenet5.safetensors %s", async (_, { args, code, says }) => {
    await expectError(["predict", "DIR/lenet5.safetensors", ...args], code, says);
  });
});

async function expectError(args: readonly string[], code: number, says: RegExp): Promise<void> {
  const folder = temporaryFolder();
  fill(folder);
  const before = readdirSync(folder);
  const result = await fovea(
    args.map((arg) => arg.replaceAll("DIR", folder)),
    { cwd: folder },
  );
  expectOneLine(result, says);
  expect(result.code).toBe(code);
  expect(readdirSync(folder)).toEqual(before);
}

function expectOneLine({ stdout, stderr }: Ended, says: RegExp): void {
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/^fovea: [^\n]+\n$/);
  expect(stdout).toBe("");
}

test("--json: an error is one line on stderr, stdout stays empty", async () => {
  expectOneLine(await fovea(["evaluate", "nowhere", "--json"]), /cannot read nowhere/);
});

test("FOVEA_DEBUG=1 adds the stack", async () => {
  const { stderr } = await fovea(["evaluate", "nowhere"], { env: { FOVEA_DEBUG: "1" } });
  expect(stderr).toMatch(/^fovea: .*\n.*FoveaError.*\n +at /);
});

test("no command: help on stderr, wrong use", async () => {
  const { code, stdout, stderr } = await fovea([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/Usage: fovea/);
});

test.each([["--help"], ["train", "--help"], ["evaluate", "-h"], ["predict", "--help"], ["--version"]])(
  "%s is fine",
  async (...args) => {
    const { code, stdout, stderr } = await fovea(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(args[0] === "--version" ? /^\d+\.\d+\.\d+\n$/ : /Usage: fovea[\s\S]*Example/);
  },
);

function fill(folder: string): void {
  const png = encodePng({ width: 28, height: 28, channels: 1, depth: 8, data: new Uint8Array(784) });
  const huge = png.slice();
  const header = new DataView(huge.buffer, huge.byteOffset);
  header.setUint32(16, 60_000);
  header.setUint32(20, 60_000);
  header.setUint32(29, crc32(huge.subarray(12, 29)));
  const files: Record<string, Uint8Array | string> = {
    "text.png": "not a picture",
    "empty.png": "",
    "cut.png": png.subarray(0, png.length - 20),
    "cut.jpg": new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
    "huge.png": huge,
    "lenet5.safetensors": lenet,
    "other.safetensors": foreignWeights(),
    "broken-run/config.json": "{",
  };
  mkdirSync(join(folder, "broken-run"));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
}

/** A safetensors file that other software could have written: one tensor, no metadata. */
function foreignWeights(): Uint8Array {
  const header = JSON.stringify({ weight: { dtype: "F32", shape: [2], data_offsets: [0, 8] } });
  const text = new TextEncoder().encode(header.padEnd(Math.ceil(header.length / 8) * 8));
  const file = new Uint8Array(8 + text.length + 8);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}
