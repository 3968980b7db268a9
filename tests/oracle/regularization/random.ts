import { purpose, type RandomStream, randomStream } from "../../../src/random.ts";

/** Which random numbers an op draws: those of a seed, a step, and the place of its node in the graph. */
export interface Drawn {
  readonly seed: number;
  readonly step: number;
  /** The node's place in the graph; 1 for the only layer behind the only input. */
  readonly stream?: number;
}

export const streamOf = ({ seed, step, stream = 1 }: Drawn): RandomStream =>
  randomStream({ seed, step, index: stream, purpose: purpose.dropout });

/**
 * For each of `count` elements whether it is kept: its 16 bits, two elements a word from the low half on, are at least
 * rate 2^16.
 */
export function keptOf(count: number, rate: number, drawn: Drawn): boolean[] {
  const stream = streamOf(drawn);
  const threshold = Math.round(rate * 65536);
  let word = 0;
  return Array.from({ length: count }, (_, i) => {
    if (i % 2 === 0) word = stream.uint32();
    return ((i % 2 ? word >>> 16 : word) & 0xffff) >= threshold;
  });
}

/** One over the share of elements that are kept, of the rate to the nearest multiple of 2^-16. */
export const keptFactor = (rate: number): number => 1 / (1 - Math.round(rate * 65536) / 65536);
