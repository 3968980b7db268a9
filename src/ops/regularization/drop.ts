import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { fail, show } from "../../error.ts";
import { flatWork, type Work } from "../../plan/program.ts";
import type { Site } from "../op.ts";

/** Options that all ops which drop at random have. */
export interface DropAttributes {
  /** Share that is dropped, as the user gave it. */
  readonly rate: number;
}

/** Numbers that 16 random bits can be. */
const STATES = 2 ** 16;
/** Bytes of random words that a kernel draws for a block of its work: BLOCK / 2 words; for normal numbers, BLOCK. */
const SCRATCH = { bits: 2048, words: 4096 };

/** `rate`, which must be a share of less than all. */
export function rateOf(where: string, rate: unknown): number {
  if (!(typeof rate === "number" && rate >= 0 && rate < 1))
    fail("option", {
      where,
      got: show(rate),
      expected: "a number from 0 to below 1",
      hint: "it is the share that is dropped",
    });
  return rate;
}

/** How many of 65536 values of 16 random bits drop an element. */
export const thresholdOf = (rate: number): number => Math.min(Math.round(rate * STATES), STATES - 1);

/** What the elements that stay are multiplied by, so that the mean stays: 1 / (1 - rate), of the rate that is carried out. */
export const keptFactor = (rate: number): number => STATES / (STATES - thresholdOf(rate));

/** An op that does nothing in inference, and nothing in training where nothing is dropped. */
export const idle = ({ rate }: DropAttributes, training: boolean): boolean => !training || thresholdOf(rate) === 0;

/** Work of a kernel that draws 16 bits for each of `elements`. */
export const bitsWork = (elements: number): Work => ({ ...flatWork(elements, 8), scratch: SCRATCH.bits });

/** Work of a kernel that draws a normal number for each of `elements`. */
export const wordsWork = (elements: number): Work => ({ ...flatWork(elements, 32), scratch: SCRATCH.words });

/** One of 0 and {@link keptFactor} for each of `count`, drawn anew in each step. */
export function drawFactors({ program, random, attributes }: Site<DropAttributes>, count: number): Slot {
  const y = program.slot("factors", count * 4);
  const { words, stream } = random();
  const { rate } = attributes;
  const args = { y, random: words, stream, count, threshold: thresholdOf(rate), factor: keptFactor(rate) };
  program.emit(kernels.dropoutFactors, args, bitsWork(count));
  return y;
}
