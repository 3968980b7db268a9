/** The two ways in which a digit's features are drawn at random. */
import type { RandomStream } from "../../random.ts";

/** From -1 to 1, most often near 0: the sum of two uniform numbers, less 1. */
export function spread(stream: RandomStream): number {
  return stream.uniform() + stream.uniform() - 1;
}

/** From `low` to `high`, all alike. */
export function between(stream: RandomStream, low: number, high: number): number {
  return low + (high - low) * stream.uniform();
}
