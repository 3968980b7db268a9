/** Windows: how much of each sample of a frame counts. */
import { fail, show } from "../error.ts";
import { cosineOfPi } from "../exact.ts";

/** A window's name, or its own numbers. */
export type Window = "hann" | "hamming" | "blackman" | "rectangular" | ArrayLike<number>;

/** The cosines that make each window up: a0 - a1 cos(2 pi n / N) + a2 cos(4 pi n / N). */
const COSINES: Readonly<Record<string, readonly number[]>> = {
  hann: [0.5, 0.5, 0],
  hamming: [0.54, 0.46, 0],
  blackman: [0.42, 0.5, 0.08],
  rectangular: [1, 0, 0],
};

/** The window's `length` numbers; named ones are periodic, as spectra want them. */
export function windowOf(where: string, window: Window, length: number): Float64Array {
  if (typeof window === "string" && Object.hasOwn(COSINES, window)) {
    const [a, b, c] = COSINES[window];
    const at = (n: number): number => a - b * cosineOfPi((2 * n) / length) + c * cosineOfPi((4 * n) / length);
    return Float64Array.from({ length }, (_, n) => at(n));
  }
  if (typeof window === "string" || typeof window?.length !== "number")
    fail("option", { where, got: show(window), expected: `${Object.keys(COSINES).join(", ")}, or numbers` });
  if (window.length !== length || !Array.from(window).every(Number.isFinite))
    fail("option", { where, got: `${window.length} numbers`, expected: `${length} finite ones` });
  return Float64Array.from(window);
}
