// Writing whole files or nothing, and models in files.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { engine, FoveaError, model } from "../../src/index.ts";
import { lenet5 } from "../../src/models/index.ts";
import { loadModel, saveModel, writeFileAtomic } from "../../src/node/index.ts";
import { smallDisk } from "./smallDisk.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fovea-files-"));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const OLD = Uint8Array.of(1, 2, 3);
const NEW = Uint8Array.from({ length: 200_000 }, (_, i) => i * 7);

/** Expects that writing `path` fails with one error of code "file" that says `says`. */
async function expectFailure(path: string, says: RegExp): Promise<void> {
  const error = await writeFileAtomic(path, NEW).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FoveaError);
  expect(error).toMatchObject({ code: "file", message: expect.stringMatching(says) });
  expect((error as Error).message).toContain(path);
}

describe("writeFileAtomic", () => {
  test("writes a new file, replaces an old one, and leaves nothing else", async () => {
    const path = join(folder, "file");
    for (const bytes of [OLD, NEW, new Uint8Array(0)]) {
      await writeFileAtomic(path, bytes);
      expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
      expect(readdirSync(folder)).toEqual(["file"]);
    }
  });

  test("many writers of one path: the file is whole, one of theirs", async () => {
    const path = join(folder, "file");
    const versions = Array.from({ length: 8 }, (_, i) => new Uint8Array(50_000).fill(i));
    await Promise.all(versions.map((bytes) => writeFileAtomic(path, bytes)));
    const found = readFileSync(path);
    expect(versions.some((bytes) => found.equals(bytes))).toBe(true);
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test("writes through a link", async () => {
    const [target, link] = [join(folder, "target"), join(folder, "link")];
    writeFileSync(target, OLD);
    symlinkSync(target, link);
    await writeFileAtomic(link, NEW);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(new Uint8Array(readFileSync(target))).toEqual(NEW);
  });

  test("no such folder", async () => {
    await expectFailure(join(folder, "none", "file"), /cannot write .*: no such file or folder\. Hint: /);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("the path is a folder, which stays", async () => {
    mkdirSync(join(folder, "sub"));
    await expectFailure(join(folder, "sub"), /cannot write .*: a folder/);
    expect(readdirSync(folder)).toEqual(["sub"]);
  });

  test("a part of the path is a file", async () => {
    writeFileSync(join(folder, "file"), OLD);
    await expectFailure(join(folder, "file", "x"), /a part of the path is no folder/);
  });

  test("a folder that cannot be written: the old file stays", async () => {
    const path = join(folder, "file");
    writeFileSync(path, OLD);
    chmodSync(folder, 0o555);
    await asOrdinaryUser(() => expectFailure(path, /permission denied/));
    expect(readdirSync(folder)).toEqual(["file"]);
    expect(new Uint8Array(readFileSync(path))).toEqual(OLD);
  });

  test("a full disk: the old file stays, nothing else is left", async (context) => {
    const { path: disk } = smallDisk(context, 64 << 10);
    const path = join(disk, "file");
    writeFileSync(path, OLD);
    await expectFailure(path, /the disk is full\. Hint: /);
    expect(readdirSync(disk)).toEqual(["file"]);
    expect(new Uint8Array(readFileSync(path))).toEqual(OLD);
  });

  test.each([
    ["", OLD],
    ["x", "text"],
    [7, OLD],
  ])("wrong arguments: %j, %j", async (path, bytes) => {
    const wrong = writeFileAtomic(path as string, bytes as Uint8Array);
    await expect(wrong).rejects.toMatchObject({ name: "FoveaError", code: "option" });
  });
});

/** Root may write anywhere, so root becomes somebody else meanwhile. */
async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return await work();
  process.seteuid?.(65534);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe("models", () => {
  test("come back from a file with the same parameters", async () => {
    const core = await engine({ threads: 1 });
    const net = await model(lenet5(), { engine: core, seed: 3 });
    const path = join(folder, "net.safetensors");
    await saveModel(net, path);
    const again = await loadModel(path, { engine: core });
    expect(again.parametersHash()).toBe(net.parametersHash());
    core.dispose();
  });

  test("errors name the file: missing, a folder, cut short, something else", async () => {
    const core = await engine({ threads: 1 });
    const whole = (await model(lenet5(), { engine: core })).save();
    writeFileSync(join(folder, "cut"), whole.subarray(0, 1000));
    writeFileSync(join(folder, "text"), "hello");
    const load = (name: string): Promise<unknown> => loadModel(join(folder, name), { engine: core });
    await expect(load("none")).rejects.toMatchObject({ code: "file", message: expect.stringMatching(/none: no such/) });
    await expect(load(".")).rejects.toMatchObject({ code: "file", message: expect.stringMatching(/a folder/) });
    await expect(load("cut")).rejects.toMatchObject({ code: "format", message: expect.stringMatching(/\/cut: /) });
    await expect(load("text")).rejects.toMatchObject({ code: "format", message: expect.stringMatching(/\/text: /) });
    core.dispose();
  });

  test("a failed save leaves no file", async () => {
    const core = await engine({ threads: 1 });
    const net = await model(lenet5(), { engine: core });
    const path = join(folder, "none", "net.safetensors");
    await expect(saveModel(net, path)).rejects.toMatchObject({ code: "file" });
    expect(existsSync(join(folder, "none"))).toBe(false);
    core.dispose();
  });
});
