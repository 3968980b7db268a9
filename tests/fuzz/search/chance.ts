import { pseudoRandom } from "../../harness/values.ts";

/** A whole number from 0 to n - 1. */
export type Below = (n: number) => number;

/** Draws that depend on `seed` alone. */
export function chance(seed: number): Below {
  let drawn = 0;
  return (n) => Math.floor(((pseudoRandom(1, 65_536 * seed + drawn++)[0] + 1) / 2) * n);
}

export const pick = <T>(from: readonly T[], below: Below): T => from[below(from.length)];
