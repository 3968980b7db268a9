import { philox, purpose, randomStream, seedKey } from "../../../src/random.ts";
import { type Axis, run } from "./regions.ts";

/** How the regions of a fractional pooling are drawn. */
export interface Fractions {
  regions?: "random" | "pseudo-random";
  overlapping?: boolean;
  window?: number;
  seed?: number;
}

/** The regions along axis number `axis`, of `input` positions. */
export function fractionalAxis(
  input: number,
  outputs: number,
  axis: number,
  { regions = "pseudo-random", overlapping = true, window, seed = 0 }: Fractions,
): Axis {
  const u = randomStream({ seed, purpose: purpose.pooling, index: axis }).uniform();
  if (window !== undefined) return fixedWindows(input, outputs, window, u);
  const lengths = regions === "random" ? shuffledLengths(input, outputs, axis, seed) : steps(input, outputs, u);
  let from = 0;
  return lengths.map((length) => {
    from += length;
    return run(from - length, Math.min(from + Number(overlapping), input));
  });
}

/** floor(input / outputs) and one more, each order of them as likely. */
function shuffledLengths(input: number, outputs: number, axis: number, seed: number): number[] {
  const short = Math.floor(input / outputs);
  let long = input % outputs;
  return Array.from({ length: outputs }, (_, o) => {
    const [word] = philox([axis, o, 0, purpose.pooling], seedKey(seed), new Uint32Array(4));
    const isLong = Math.floor((word * (outputs - o)) / 2 ** 32) < long;
    long -= Number(isLong);
    return short + Number(isLong);
  });
}

/** The differences of ceil(alpha (i + u)), with 1 in front and input + 1 at the end. */
function steps(input: number, outputs: number, fraction: number): number[] {
  const [alpha, short] = [input / outputs, Math.floor(input / outputs)];
  const u = fraction * Math.min((short + 2) / alpha - 1, (input + 1 - short) / alpha - (outputs - 1));
  const inner = Array.from({ length: outputs - 1 }, (_, i) => Math.ceil(alpha * (i + 1 + u)));
  const borders = [1, ...inner, input + 1];
  return borders.slice(1).map((border, i) => border - borders[i]);
}

function fixedWindows(input: number, outputs: number, window: number, u: number): Axis {
  const alpha = (input - window) / (outputs - 1);
  return Array.from({ length: outputs }, (_, i) => {
    const from = i === outputs - 1 ? input - window : Math.floor((i + u) * alpha) - Math.floor(u * alpha);
    return run(from, from + window);
  });
}
