/** Data sets in tar archives, by the convention of WebDataset (Aizman, Maltby, Breuel: "High performance I/O for large scale deep learning", 2019). */

import { dataset } from "../../data/dataset/make.ts";
import type { Dataset } from "../../data/dataset.ts";
import { openFile } from "../../data/file.ts";
import { type ByteSource, nameOf } from "../../data/source.ts";
import { checkOptions, fail, show } from "../../error.ts";
import { permutation, seedKey } from "../../random.ts";
import type { Decode } from "../table/samples.ts";
import { type ShardDecoder, shardDecoders } from "./decoders.ts";
import { tarMembers } from "./members.ts";
import { expandBraces, keyOf } from "./names.ts";

/** A shard that is opened anew whenever it is read, and what errors call it. */
export interface NamedShard {
  name: string;
  open: () => ByteSource | Promise<ByteSource>;
}

/** A tar archive, gzip or not. A string is an address, or many: "train-{0000..0099}.tar". */
export type ShardSource = ByteSource | NamedShard;

/** A sample of a shard: what its files hold, by extension. */
export interface ShardSample {
  /** What the names of its files have in common. */
  __key__: string;
  /** The shard. */
  __url__: string;
  [extension: string]: unknown;
}

/** What {@link tarShards} takes besides the sources. */
export interface ShardOptions {
  /** Makes pictures of files that end in .jpg, .jpeg or .png, as `decodePicture` of fovea/images does. Default: they stay bytes. */
  decode?: Decode;
  /** What to make of files by extension, beside or in place of the decoders there are. */
  decoders?: Readonly<Record<string, ShardDecoder>>;
  /** Another order in each epoch: of the shards, and of samples within a window of `window` (default 1000; 1 leaves them as they are). */
  shuffle?: { seed?: number; window?: number };
  /** Samples of all shards together, where that is known. */
  size?: number;
  /** Names of the classes, by label. */
  classes?: readonly string[];
  /** Told of shards that are cut short, damaged or not to be had; their samples up to there are used. Default: such a shard is fatal. */
  onDamage?: (error: Error) => void;
}

/** A sample before its files are decoded. */
interface RawSample {
  key: string;
  shard: string;
  files: Map<string, { name: string; bytes: Uint8Array }>;
}

/** The names of {@link ShardOptions}, for checking options. */
const shardOptions = ["decode", "decoders", "shuffle", "size", "classes", "onDamage"] as const;

const WINDOW = 1000;

/**
 * A data set of samples in tar archives (shards), read from beginning to end with no more than one sample in memory, or as many as the
 * window of a shuffle holds. Files that follow one another and whose names agree up to the first dot are one sample:
 * `a/0001.jpg`, `a/0001.cls` and `a/0001.seg.png` become `{ __key__: "a/0001", jpg, cls, "seg.png" }`. By the last part of the
 * extension, json is parsed, txt is text, cls a number, npy an array as of `npy`, jpg, jpeg and png a picture with the option
 * `decode`; other files stay bytes. Decoding is done when a sample is read, so resuming in the middle only passes over bytes.
 * Archives are ustar, GNU or pax, gzip or not; folders, links and hidden files are passed over.
 *
 * @returns a data set that is read in order; a stream or Response among the sources can be read in one epoch only.
 * @throws FoveaError when read: "format" naming shard and member for an archive that is cut short or damaged, two files of one name in
 *   a sample, or contents that cannot be decoded; "data" for a source that cannot be read.
 * @example
 * const data = tarShards("https://example.org/train-{0000..0099}.tar", { decode: decodePicture, shuffle: { seed: 1 } });
 * const train = data.map(({ jpg, cls, __key__ }) => ({ x: jpg, y: cls, name: __key__ }));
 */
export function tarShards(
  sources: ShardSource | readonly ShardSource[],
  options: ShardOptions = {},
): Dataset<ShardSample> {
  checkOptions("tarShards", options, shardOptions);
  const { decode, decoders = {}, shuffle, size, classes, onDamage } = options;
  checkFunctions({ decode, onDamage, ...decoders });
  const { seed = 0, window = WINDOW } = checkShuffle(shuffle);
  const shards = [sources].flat().flatMap(namedShards);
  if (shards.length === 0) fail("option", { where: "tarShards", got: "no shards", expected: "at least one" });
  const raw = dataset(
    (epoch, signal) => {
      const order = shuffle ? Array.from(permutation(shards.length, seed, epoch), (i) => shards[i]) : shards;
      return samplesIn(order, signal, onDamage);
    },
    { size, classes },
  );
  const byExtension = shardDecoders(decoders, decode);
  const shuffled = shuffle && window > 1 ? raw.shuffle({ seed, window }) : raw;
  return shuffled.map((sample) => decoded(sample, byExtension));
}

function checkFunctions(functions: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(functions))
    if (value !== undefined && typeof value !== "function")
      fail("option", { where: `tarShards ${name}`, got: show(value), expected: "a function" });
}

function checkShuffle(shuffle: ShardOptions["shuffle"] = {}): { seed?: number; window?: number } {
  checkOptions("tarShards shuffle", shuffle, ["seed", "window"]);
  const { seed, window } = shuffle;
  if (seed !== undefined) seedKey(seed, "tarShards shuffle seed");
  if (window !== undefined && (!Number.isSafeInteger(window) || window < 1))
    fail("option", { where: "tarShards shuffle window", got: show(window), expected: "a positive integer" });
  return shuffle;
}

function namedShards(source: ShardSource, index: number): NamedShard[] {
  if (typeof source === "string") return expandBraces(source).map((name) => ({ name, open: () => name }));
  if (typeof source === "object" && source !== null && "open" in source) return [source];
  const name = nameOf(source as ByteSource);
  return [{ name: name === "bytes" ? `shard ${index}` : name, open: () => source as ByteSource }];
}

async function* samplesIn(
  shards: readonly NamedShard[],
  signal: AbortSignal,
  onDamage?: (error: Error) => void,
): AsyncGenerator<RawSample, void, void> {
  for (const shard of shards) {
    const samples = samplesOf(shard, signal);
    try {
      for (;;) {
        const { done, value } = await samples.next().catch((error) => {
          if (!onDamage || signal.aborted) throw error;
          onDamage(error as Error);
          return { done: true, value: undefined } as const;
        });
        if (done) break;
        yield value as RawSample;
      }
    } finally {
      await samples.return();
    }
  }
}

async function* samplesOf({ name, open }: NamedShard, signal: AbortSignal): AsyncGenerator<RawSample, void, void> {
  const file = await openFile(await open(), { name, signal });
  try {
    let sample: RawSample | null = null;
    for await (const member of tarMembers(file)) {
      const found = keyOf(member.name);
      if (!found) continue;
      if (sample && sample.key !== found.key) {
        yield sample;
        sample = null;
      }
      sample ??= { key: found.key, shard: name, files: new Map() };
      if (sample.files.has(found.extension))
        fail("format", {
          where: `${name}, member ${member.name}`,
          got: `a second file of extension ${found.extension}`,
          expected: `one in sample ${found.key}`,
        });
      sample.files.set(found.extension, member);
    }
    if (sample) yield sample;
  } finally {
    file.close();
  }
}

async function decoded(
  { key, shard, files }: RawSample,
  decoders: ReadonlyMap<string, ShardDecoder>,
): Promise<ShardSample> {
  const sample: ShardSample = { __key__: key, __url__: shard };
  for (const [extension, { name, bytes }] of files) {
    const decode = decoders.get(extension) ?? decoders.get(extension.split(".").at(-1) as string);
    sample[extension] = decode ? await decode(bytes, { name: `${shard}, member ${name}` }) : bytes;
  }
  return sample;
}
