// Tar shards: archives of other programs (tests/golden/tar.py), samples, order, resuming, and archives that are wrong.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { FoveaError } from "../../../src/error.ts";
import { type ShardOptions, type ShardSource, tarShards, toNpy } from "../../../src/formats/index.ts";
import { gzip, rejection } from "../../data/idxFile.ts";
import { bytesOf, collect, streamOf } from "../../data/sources.ts";
import { member, shard, tarFile, type Written } from "./tarFile.ts";

const golden = JSON.parse(readFileSync(new URL("../../golden/tar.json", import.meta.url), "utf8"));
const long = "a-folder-with-a-rather-long-name/".repeat(4);

describe.each(["ustar", "gnu", "pax"])("what Python wrote in the format %s", (format) => {
  const bytes = new Uint8Array(Buffer.from(golden[format], "base64"));

  test("samples of decoded files; folders and links are passed over", async () => {
    const samples = await collect(tarShards({ name: "a.tar", open: () => bytes }));
    expect(samples).toEqual([
      {
        __key__: "train/0001",
        __url__: "a.tar",
        txt: "één",
        cls: 3,
        "seg.bin": Uint8Array.from({ length: 768 }, (_, i) => i),
      },
      { __key__: `${long}0002`, __url__: "a.tar", txt: "long", cls: 0 },
      { __key__: "träin/0003", __url__: "a.tar", json: { a: [1, null] } },
      { __key__: "train/empty", __url__: "a.tar", txt: "" },
    ]);
  });

  test("as a stream in small pieces", async () => {
    const samples = await collect(tarShards({ name: "a.tar", open: () => streamOf(bytes, 100) }));
    expect(samples.map(({ __key__ }) => __key__)).toEqual(["train/0001", `${long}0002`, "träin/0003", "train/empty"]);
  });
});

const one = (members: Written[], options: ShardOptions = {}) => collect(tarShards(tarFile(members), options));

describe("samples", () => {
  test("are of files whose names agree up to the first dot and that follow one another", async () => {
    const samples = await one([
      { name: "./a/1.b.txt", bytes: "x" },
      { name: "a/1.JSON", bytes: "1" },
      { name: "a.b/1.txt", bytes: "y" },
      { name: "a/1.txt", bytes: "z" },
    ]);
    expect(samples).toEqual([
      { __key__: "a/1", __url__: "shard 0", "b.txt": "x", json: 1 },
      { __key__: "a.b/1", __url__: "shard 0", txt: "y" },
      { __key__: "a/1", __url__: "shard 0", txt: "z" },
    ]);
  });

  test("hidden files and files without extension are none", async () => {
    const hidden = ["._1.txt", "a/.hidden.txt", "README", "a/b"].map((name) => ({ name, bytes: "x" }));
    expect(await one([...hidden, { name: "1.txt", bytes: "x" }])).toHaveLength(1);
  });

  test("pictures by the function given, arrays, own decoders, bytes", async () => {
    const decode = (bytes: Uint8Array, { name }: { name: string }) => ({
      width: 1,
      height: 1,
      channels: 1,
      data: bytes,
      name,
    });
    const samples = await one(
      [
        { name: "1.jpg", bytes: "j" },
        { name: "1.mask.png", bytes: "p" },
        { name: "1.npy", bytes: toNpy({ data: Float32Array.of(1, 2) }) },
        { name: "1.up", bytes: "x" },
        { name: "1.bin", bytes: "b" },
      ],
      { decode, decoders: { up: (bytes) => new TextDecoder().decode(bytes).toUpperCase() } },
    );
    expect(samples).toEqual([
      {
        __key__: "1",
        __url__: "shard 0",
        jpg: { width: 1, height: 1, channels: 1, data: bytesOf("j"), name: "shard 0, member 1.jpg" },
        "mask.png": { width: 1, height: 1, channels: 1, data: bytesOf("p"), name: "shard 0, member 1.mask.png" },
        npy: { shape: [2], data: Float32Array.of(1, 2) },
        up: "X",
        bin: bytesOf("b"),
      },
    ]);
  });

  test("a decoder of one's own comes before the built-in one", async () => {
    expect(await one([{ name: "1.json", bytes: "{" }], { decoders: { json: (bytes) => bytes.length } })).toEqual([
      { __key__: "1", __url__: "shard 0", json: 1 },
    ]);
  });

  test("sizes in binary, sums with signs, a prefix, old headers", async () => {
    const binary = member({ name: "1.txt", bytes: "abc", size: "\x80" });
    binary.set([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3], 124);
    const prefixed = member({ name: "2.txt", bytes: "def" });
    prefixed.set(bytesOf("some/where"), 345);
    const old = member({ name: "3.txt", bytes: "ghi" });
    old.fill(0, 257, 345);
    old[156] = 0;
    const signed = member({ name: "\xff.txt", bytes: "jkl" });
    const blocks = [binary, prefixed, old, signed].map((block, i) => withChecksum(block, i === 3));
    const samples = await collect(
      tarShards(Uint8Array.from([...blocks.flatMap((block) => [...block]), ...new Uint8Array(1024)])),
    );
    expect(samples.map(({ __key__, txt }) => [__key__, txt])).toEqual([
      ["1", "abc"],
      ["some/where/2", "def"],
      ["3", "ghi"],
      ["ÿ", "jkl"],
    ]);
  });
});

function withChecksum(block: Uint8Array, signed: boolean): Uint8Array {
  block.fill(32, 148, 156);
  const sum = block.subarray(0, 512).reduce((total, byte) => total + (signed && byte > 127 ? byte - 256 : byte), 0);
  block.set(bytesOf(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return block;
}

describe("order", () => {
  const shards: ShardSource[] = Array.from({ length: 5 }, (_, i) => shard(10 * i, 10));
  const keys = async (options: ShardOptions, read: { epoch?: number; from?: number } = {}) =>
    (await collect(tarShards(shards, options).read(read))).map(({ txt }) => Number((txt as string).slice(5)));
  const sorted = Array.from({ length: 50 }, (_, i) => i);

  test("that of the shards, where no other is asked for", async () => {
    expect(await keys({})).toEqual(sorted);
  });

  test("shuffled: all of them, other in each epoch, the same again for the same seed", async () => {
    const shuffle = { seed: 3, window: 20 };
    const first = await keys({ shuffle });
    expect(first).not.toEqual(sorted);
    expect(first.toSorted((a, b) => a - b)).toEqual(sorted);
    expect(await keys({ shuffle })).toEqual(first);
    expect(await keys({ shuffle }, { epoch: 1 })).not.toEqual(first);
    expect(await keys({ shuffle: { seed: 4, window: 20 } })).not.toEqual(first);
  });

  test("a window of 1 shuffles the shards alone", async () => {
    const order = await keys({ shuffle: { seed: 1, window: 1 } });
    const tens = order.filter((_, i) => i % 10 === 0);
    expect(order).toEqual(tens.flatMap((ten) => sorted.slice(ten, ten + 10)));
    expect(tens).not.toEqual([0, 10, 20, 30, 40]);
  });

  test.each([{}, { shuffle: { seed: 2, window: 7 } }])("resuming in the middle, with %j", async (options) => {
    const all = await keys(options, { epoch: 2 });
    expect(await keys(options, { epoch: 2, from: 33 })).toEqual(all.slice(33));
  });

  test("what is passed over is not decoded", async () => {
    const decoded: string[] = [];
    const data = tarShards(shards, { decoders: { txt: (_, { name }) => decoded.push(name) } });
    await collect(data.read({ from: 48 }));
    expect(decoded).toEqual(["shard 4, member s/48.txt", "shard 4, member s/49.txt"]);
  });

  test("batches go into an epoch of known size", async () => {
    const data = tarShards(shards, { size: 50 }).map(({ cls }) => ({
      x: Float32Array.of(cls as number),
      y: cls as number,
    }));
    expect(data.size).toBe(50);
    const [batch] = await collect(data.batch(50));
    expect(Array.from(batch.x as Float32Array)).toEqual(sorted.map((i) => i % 10));
  });
});

test("memory stays flat: one sample at a time of a shard far larger", async () => {
  const [count, size] = [600, 1 << 19];
  const block = member({ name: "sample.bin", bytes: new Uint8Array(size) });
  let given = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (given === count) controller.enqueue(new Uint8Array(1024));
        if (given++ === count) return controller.close();
        const copy = block.slice();
        copy.set(bytesOf(`s${String(given).padStart(5, "0")}.bin\0`), 0);
        controller.enqueue(withChecksum(copy, false));
      },
    },
    { highWaterMark: 0 },
  );
  let [most, seen] = [0, 0];
  for await (const { bin } of tarShards(stream)) {
    expect((bin as Uint8Array).length).toBe(size);
    if (seen++ % 50 === 0) {
      (globalThis as { gc?: () => void }).gc?.();
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
  }
  expect(seen).toBe(count);
  expect(most).toBeLessThan((count * size) / 2);
});

describe("archives that are wrong", () => {
  const sound = shard(0, 3);
  const cut: [string, Uint8Array, string][] = [
    ["nothing", new Uint8Array(0), "a.tar at byte 0: got no bytes at all, expected a tar archive"],
    [
      "a picture",
      bytesOf("\x89PNG\r\n\x1a\n".padEnd(600, "x")),
      "a.tar at byte 0: got a PNG picture, expected a tar archive",
    ],
    ["a short text", bytesOf("not here"), 'a.tar at byte 0: got text, "not here"..., expected a tar archive'],
    [
      "cut in a header",
      sound.subarray(0, 4136),
      "a.tar at byte 4136: got the end after 40 of 512 bytes, expected a header, behind member s/1.cls",
    ],
    [
      "cut within contents",
      sound.subarray(0, 4612),
      "a.tar at byte 4612: got the end after 4 of 6 bytes, expected 6 bytes of member s/2.txt",
    ],
    [
      "cut between members",
      sound.subarray(0, 2048),
      "a.tar at byte 2048: got the end, behind member s/0.cls, expected a member, or the two empty blocks",
    ],
    [
      "a changed name",
      sound.with(1025, 65),
      "a.tar at byte 1024: got a header whose checksum does not hold, expected a member's header, behind member s/0.txt",
    ],
    ["gzip that breaks off", gzip(sound).subarray(0, -20), "a.tar at unzipped byte 5120: got damaged gzip data ("],
  ];
  const open = (bytes: Uint8Array): ShardSource => ({ name: "a.tar", open: () => bytes });

  test.each(cut)("%s", async (_, bytes, message) => {
    const error = await rejection(collect(tarShards(open(bytes))));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.code).toBe("format");
    expect(error.message).toContain(message);
  });

  test.each(cut)("%s: told of and passed over where that is asked for", async (_, bytes, message) => {
    const told: Error[] = [];
    const data = tarShards([shard(10, 2), open(bytes), shard(20, 1)], { onDamage: (error) => told.push(error) });
    const keys = (await collect(data)).map(({ __key__ }) => __key__);
    expect(keys.filter((key) => !/^s\/[012]$/.test(key))).toEqual(["s/10", "s/11", "s/20"]);
    expect(told.map((error) => error.message)).toEqual([expect.stringContaining(message)]);
  });

  test("samples that were whole before the damage are used, the one at it is not", async () => {
    const data = tarShards(open(sound.subarray(0, 3100)), { onDamage: () => {} });
    expect((await collect(data)).map(({ __key__ }) => __key__)).toEqual(["s/0"]);
  });

  test("a size of gigabytes sets little memory aside", async () => {
    const before = process.memoryUsage().arrayBuffers;
    const huge = member({ name: "1.bin", bytes: "abc", size: "77777777777\0" });
    const error = await rejection(collect(tarShards(streamOf(huge, 100))));
    expect(error.message).toContain("after 512 of 8589934591 bytes, expected 8589934591 bytes of member 1.bin");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  });

  test.each<[string, Written[], string]>([
    [
      "two files of one name",
      [{ name: "1.txt" }, { name: "1.txt" }],
      "shard 0, member 1.txt: got a second file of extension txt, expected one in sample 1",
    ],
    ["a sparse file", [{ name: "1.txt", type: "S" }], "shard 0, member 1.txt: got a sparse file"],
    [
      "a damaged pax header",
      [{ name: "x", type: "x", bytes: "99 path=a\n" }],
      "shard 0 at byte 512: got a damaged pax header",
    ],
    [
      "a long name of megabytes",
      [{ name: "x", type: "L", size: "00010000000\0" }],
      "got a header of 2097152 bytes, expected at most 1048576",
    ],
    ["no JSON", [{ name: "1.json", bytes: "{" }], "shard 0, member 1.json: got no JSON ("],
    ["no number", [{ name: "1.cls", bytes: "cat" }], 'shard 0, member 1.cls: got "cat", expected a whole number'],
    ["no text", [{ name: "1.txt", bytes: bytesOf("\xe9") }], "shard 0, member 1.txt: got bytes that are no utf-8"],
    ["no array", [{ name: "1.npy", bytes: "abc" }], "shard 0, member 1.npy at byte 0: got"],
  ])("%s", async (_, members, message) => {
    const error = await rejection(one(members));
    expect(error).toBeInstanceOf(FoveaError);
    expect(error.message).toContain(message);
  });

  test("a sample that cannot be decoded is left out by skipErrors", async () => {
    const told: string[] = [];
    const data = tarShards(
      tarFile([
        { name: "1.json", bytes: "{" },
        { name: "2.json", bytes: "2" },
      ]),
    );
    expect(await collect(data.skipErrors(({ message }) => told.push(message)))).toEqual([
      { __key__: "2", __url__: "shard 0", json: 2 },
    ]);
    expect(told).toEqual([expect.stringContaining("member 1.json")]);
  });
});

describe("sources", () => {
  test("addresses with braces, read anew in each epoch", async () => {
    const server = createServer(({ url }, response) => {
      const [, number] = /^\/train-(\d{2})\.tar$/.exec(url ?? "") ?? [];
      if (number && Number(number) < 12) response.end(gzip(shard(Number(number), 1)));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const data = tarShards(`${base}/train-{08..11}.tar`);
      const expected = ["s/8", "s/9", "s/10", "s/11"];
      for (const epoch of [0, 1])
        expect((await collect(data.read({ epoch }))).map(({ __key__ }) => __key__)).toEqual(expected);
      const error = await rejection(collect(tarShards([`${base}/train-{11..12}.tar`])));
      expect(error.code).toBe("data");
      expect(error.message).toContain(`${base}/train-12.tar: got HTTP status 404`);
      const told: Error[] = [];
      expect(
        await collect(tarShards(`${base}/train-{11..13}.tar`, { onDamage: (error) => told.push(error) })),
      ).toHaveLength(1);
      expect(told).toHaveLength(2);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test("a stream is there for one epoch", async () => {
    const data = tarShards(streamOf(shard(0, 1), 512));
    expect(await collect(data)).toHaveLength(1);
    expect((await rejection(collect(data.read({ epoch: 1 })))).message).toMatch(
      /shard 0.*got no bytes at all|shard 0: got a stream/,
    );
  });

  test("leaving early ends the source", async () => {
    let cancelled = false;
    const source = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(shard(0, 5)),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const { __key__ } of tarShards(source)) {
      expect(__key__).toBe("s/0");
      break;
    }
    await new Promise((resolve) => setTimeout(resolve));
    expect(cancelled).toBe(true);
  });
});

test.each<[ShardSource[], object, string]>([
  [[], {}, "tarShards: got no shards"],
  [["train-{0..x}.tar"], {}, 'shards "train-{0..x}.tar": got {0..x}, expected {000..123} or {a,b}'],
  [["train-{9..1}.tar"], {}, "shards: got {9..1}, expected a range that goes up"],
  [["a.tar"], { shuffle: { window: 0 } }, "tarShards shuffle window: got 0"],
  [["a.tar"], { shuffle: { seed: -1 } }, "tarShards shuffle seed: got -1"],
  [["a.tar"], { shuffle: { buffer: 3 } }, 'unknown option "buffer"'],
  [["a.tar"], { decode: "jpg" }, 'tarShards decode: got "jpg", expected a function'],
  [["a.tar"], { decoders: { json: true } }, "tarShards json: got true, expected a function"],
  [["a.tar"], { seed: 1 }, 'unknown option "seed"'],
])("options %#", (sources, options, message) => {
  expect(() => tarShards(sources, options)).toThrow(
    expect.objectContaining({ code: "option", message: expect.stringContaining(message) }),
  );
});
