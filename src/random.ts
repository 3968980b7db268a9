/**
 * Random numbers by counter: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011). A number depends on its key and counter alone, never on what was drawn before, so any part of a sequence can be had
 * in any order, on any thread. Integers only: the same bits on every engine, and in the assembly core, which has its twin.
 */
import { fail, show } from "./error.ts";

/**
 * What random numbers are drawn for: the last word of the counter, so that no two uses share a sequence. A data set of one's own takes
 * `data` for what it makes, `augment` for how it changes that.
 */
export const purpose = { init: 1, shuffle: 2, data: 3, dropout: 4, pooling: 5, augment: 6, split: 7 } as const;

export type Purpose = (typeof purpose)[keyof typeof purpose];

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;
const TWO_32 = 2 ** 32;

/** The high 32 bits of the 64-bit product of two unsigned 32-bit numbers, as a signed 32-bit one. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // No sum here reaches 2^32, so wrapping to a signed number and back loses nothing.
  const low = Math.imul(aLow, bLow) >>> 16;
  const middle = Math.imul(aHigh, bLow) + low;
  const other = Math.imul(aLow, bHigh) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}

/**
 * One block of Philox 4x32-10: writes the four 32-bit numbers of `counter` (4 words) under `key` (2 words) to `out` and returns it.
 *
 * @example
 * philox([0, 0, 0, 0], [0, 0], new Uint32Array(4)); // 6627e8d5 e169c58d bc57ac4c 9b00dbd8
 */
export function philox(counter: ArrayLike<number>, key: ArrayLike<number>, out: Uint32Array): Uint32Array {
  let c0 = counter[0] | 0;
  let c1 = counter[1] | 0;
  let c2 = counter[2] | 0;
  let c3 = counter[3] | 0;
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
  return out;
}

/** The Philox key of a seed: its low 32 bits, its high 21 bits. Throws unless it is an integer from 0 to 2^53 - 1. */
export function seedKey(seed: number, where = "seed"): [number, number] {
  if (!Number.isSafeInteger(seed) || seed < 0)
    fail("option", { where, got: show(seed), expected: "an integer from 0 to 2^53 - 1" });
  return [seed >>> 0, Math.floor(seed / TWO_32)];
}

/** Which sequence a stream draws: the words of Philox's key and counter, all but the block number. */
export interface StreamOptions {
  /** An integer from 0 to 2^53 - 1. */
  seed: number;
  purpose: Purpose;
  /** Which item the numbers are for, such as a sample or a parameter; 32 bits. Default 0. */
  index?: number;
  /** Which training step or epoch they are for; 32 bits. Default 0. */
  step?: number;
}

/** Random numbers one after another; see {@link randomStream}. */
export class RandomStream {
  readonly #counter: Uint32Array;
  readonly #key: Uint32Array;
  readonly #block: Uint32Array = new Uint32Array(4);
  #used = 4;

  constructor({ seed, purpose, index = 0, step = 0 }: StreamOptions) {
    this.#key = Uint32Array.from(seedKey(seed));
    this.#counter = Uint32Array.of(index, 0, step, purpose);
  }

  /** An integer from 0 to 2^32 - 1. */
  uint32(): number {
    if (this.#used === 4) {
      philox(this.#counter, this.#key, this.#block);
      this.#counter[1]++;
      this.#used = 0;
    }
    return this.#block[this.#used++];
  }

  /** A number in [0, 1), a multiple of 2^-24, so that it is exact in 32-bit floating point too. */
  uniform(): number {
    return (this.uint32() >>> 8) / 0x1000000;
  }

  /** An integer from 0 to `count - 1`, each as likely (Lemire's multiply-and-reject); `count` is from 1 to 2^32 - 1. */
  below(count: number): number {
    const unevenTail = (TWO_32 - count) % count;
    let bits = this.uint32();
    while (Math.imul(bits, count) >>> 0 < unevenTail) bits = this.uint32();
    return multiplyHigh(bits, count) >>> 0;
  }
}

/**
 * The random numbers of (seed, purpose, index, step): key = (seed low, seed high), counter = (index, block, step, purpose).
 *
 * @example
 * const stream = randomStream({ seed: 1, purpose: purpose.data, index: 7 });
 * stream.uniform(); // the same number on every engine, whatever was drawn elsewhere
 * const noisy = data.map((value, { index, epoch }) => value + randomStream({ seed: 1, purpose: purpose.augment, index, step: epoch }).uniform());
 */
export function randomStream(options: StreamOptions): RandomStream {
  return new RandomStream(options);
}

/**
 * The order in which epoch `epoch` goes through `count` samples: 0..count-1 shuffled (Fisher-Yates), the same for the same seed.
 *
 * @example
 * permutation(60_000, 1, 0); // Uint32Array of every index below 60,000 once
 */
export function permutation(count: number, seed: number, epoch: number): Uint32Array {
  return shuffled(count, randomStream({ seed, purpose: purpose.shuffle, step: epoch }));
}

/** 0..count-1 in an order drawn from `stream`. */
export function shuffled(count: number, stream: RandomStream): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const j = stream.below(i + 1);
    order[i] = order[j];
    order[j] = i;
  }
  return order;
}
