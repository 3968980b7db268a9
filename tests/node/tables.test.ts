// Tables and shards on disk: paths beside the table, errors that name files, streams that end.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Picture } from "../../src/data/index.ts";
import { csv, type Decode, manifest } from "../../src/formats/index.ts";
import { encodePng } from "../../src/images/index.ts";
import { type ManifestFileOptions, manifestFile, tarShardFiles } from "../../src/node/index.ts";
import { gzip, rejection } from "../data/idxFile.ts";
import { realData } from "../data/realData.ts";
import { bytesOf, collect, utf8 } from "../data/sources.ts";
import { shard } from "../formats/tar/tarFile.ts";
import { temporaryFolders } from "./temporaryFolder.ts";

const folder = temporaryFolders();
const decode: Decode = (data) => ({ width: data.length, height: 1, channels: 1, data: Uint8Array.from(data) });

describe("manifestFile", () => {
  const files = { "t.csv": "file,class\na.png,cat\nb/c.png,dog\n", "a.png": "1", "b/c.png": "23" };

  test("pictures beside the table", async () => {
    const data = await manifestFile(join(await folder(files), "t.csv"), { path: "file", label: "class", decode });
    expect(data.classes).toEqual(["cat", "dog"]);
    expect(await collect(data)).toEqual([
      { x: { width: 1, height: 1, channels: 1, data: utf8("1") }, y: 0, name: "a.png" },
      { x: { width: 2, height: 1, channels: 1, data: utf8("23") }, y: 1, name: "b/c.png" },
    ]);
  });

  test("pictures somewhere else, the table in gzip or in JSON lines", async () => {
    const root = await folder(files);
    const tables = await folder({ "t.csv.gz": gzip(utf8("file\nc.png\n")), "t.jsonl": '{"file": "c.png"}\n' });
    for (const name of ["t.csv.gz", "t.jsonl"]) {
      const data = await manifestFile(join(tables, name), { path: "file", root: join(root, "b"), decode });
      expect((await collect(data))[0].x).toMatchObject({ width: 2 });
    }
  });

  test("PNG and JPEG without a decoder given; a damaged one is an error, or left out and named", async () => {
    const picture = { width: 2, height: 1, channels: 3, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    const png = encodePng(picture);
    const root = await folder({ "t.csv": "file\na.png\nb.png\n", "a.png": png.subarray(0, 40), "b.png": png });
    const error = await rejection(collect(await manifestFile(join(root, "t.csv"), { path: "file" })));
    expect(error.code).toBe("format");
    expect(error.message).toContain("a.png");
    const told: string[] = [];
    const data = await manifestFile(join(root, "t.csv"), {
      ...{ path: "file", corrupt: "skip", onCorrupt: ({ name }) => told.push(name) },
    });
    expect(await collect(data)).toEqual([{ x: picture, name: "b.png" }]);
    expect(told).toEqual(["a.png"]);
  });

  test("a missing table, a missing picture, a bad row: named by path and line", async () => {
    const root = await folder({ "t.csv": "file,class\na.png,cat\nb.png\n", "u.csv": "file\nnone.png\n" });
    const options = { path: "file", decode };
    expect((await rejection(manifestFile(join(root, "none.csv"), options))).message).toContain(
      "none.csv: no such file",
    );
    expect((await rejection(manifestFile(join(root, "t.csv"), options))).message).toContain(
      `${join(root, "t.csv")}:3: got 1 field`,
    );
    writeFileSync(join(root, "l.csv"), bytesOf("file,class\na.png,caf\xe9\n"));
    expect((await rejection(manifestFile(join(root, "l.csv"), options))).message).toMatch(
      /l\.csv:2: got bytes that are no utf-8, expected text in utf-8\. Hint: the option encoding says which/,
    );
    const data = await manifestFile(join(root, "u.csv"), options);
    const error = await rejection(collect(data));
    expect(error.code).toBe("file");
    expect(error.message).toContain(`cannot read ${join(root, "none.png")}: no such file or folder`);
  });

  test.each<[string, object, string]>([
    ["", { path: "file", decode }, 'manifestFile path: got "", expected the path of a table'],
    ["t.csv", { path: "file", root: 3, decode }, "manifestFile root: got 3"],
    ["t.csv", { path: "file", corrupt: "skip" }, "manifestFile.onCorrupt: got undefined"],
    ["t.csv", { path: "file", decode, open: () => {} }, 'unknown option "open"'],
  ])("options %#", async (path, options, message) => {
    const error = await rejection(manifestFile(path, options as ManifestFileOptions));
    expect(error.code).toBe("option");
    expect(error.message).toContain(message);
  });
});

describe("tarShardFiles", () => {
  test("many by one pattern, gzip or not, read anew in each epoch", async () => {
    const root = await folder({ "s-00.tar": shard(0, 2), "s-01.tar": shard(2, 1), "t.tar.gz": gzip(shard(3, 1)) });
    const data = tarShardFiles([join(root, "s-{00..01}.tar"), join(root, "t.tar.gz")]);
    for (const epoch of [0, 1])
      expect((await collect(data.read({ epoch }))).map(({ txt }) => txt)).toEqual([
        "text 0",
        "text 1",
        "text 2",
        "text 3",
      ]);
    expect((await collect(data))[2].__url__).toBe(join(root, "s-01.tar"));
  });

  test("one that is missing is named, or passed over", async () => {
    const root = await folder({ "s-0.tar": shard(0, 1), "s-2.tar": shard(2, 1) });
    const pattern = join(root, "s-{0..2}.tar");
    const error = await rejection(collect(tarShardFiles(pattern)));
    expect(error.code).toBe("file");
    expect(error.message).toContain(`cannot read ${join(root, "s-1.tar")}: no such file or folder`);
    const told: Error[] = [];
    expect(await collect(tarShardFiles(pattern, { onDamage: (error) => told.push(error) }))).toHaveLength(2);
    expect(told).toHaveLength(1);
  });

  test("files are closed, read to the end or not", async () => {
    const root = await folder({ "s.tar": shard(0, 300) });
    const openFiles = () => (existsSync("/proc/self/fd") ? readlinks("s.tar") : 0);
    for (let i = 0; i < 5; i++) for await (const { cls } of tarShardFiles(join(root, "s.tar"))) if (cls === i) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await openFiles()).toBe(0);
  });

  test.each([[""], [undefined], [[3]]])("%j is no path", (paths) => {
    expect(() => tarShardFiles(paths as string)).toThrow(/^tarShardFiles path: got/);
  });
});

/** How many of this process's open files end in `name`. */
async function readlinks(name: string): Promise<number> {
  const { readdir, readlink } = await import("node:fs/promises");
  const targets = (await readdir("/proc/self/fd")).map((fd) => readlink(join("/proc/self/fd", fd)).catch(() => ""));
  return (await Promise.all(targets)).filter((target) => target.endsWith(name)).length;
}

const digits = realData("digits");
test.skipIf(!existsSync(digits))("8x8 digits in CSV without a header", async () => {
  const bytes = readFileSync(join(digits, "digits.csv.gz"));
  const x = Array.from({ length: 64 }, (_, i) => String(i));
  const data = await manifest(bytes, { header: false, x, label: "64" });
  expect([data.size, data.classes]).toEqual([1797, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]]);
  expect((await csv(bytes, { header: false })).size).toBe(1797);
  const [first] = await collect(data.take(1));
  expect(first).toMatchObject({ y: 0, name: "bytes:1" });
  expect(Array.from(first.x as Float32Array).slice(0, 8)).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
});

const membranes = realData("unet-membrane");
test.skipIf(!existsSync(membranes))("membranes: pictures with masks", async () => {
  const table = "file,mask\nimage/0.png,label/0.png\nimage/29.png,label/29.png\n";
  const path = join(await folder({ "t.csv": table }), "t.csv");
  const data = await manifestFile(path, { path: "file", mask: "mask", channels: 1, root: membranes });
  for await (const { x, y } of data) {
    expect(x).toMatchObject({ width: 512, height: 512, channels: 1 });
    expect(new Set((y as Picture).data)).toEqual(new Set([0, 255]));
  }
});
