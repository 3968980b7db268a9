/** Random numbers of the distributions that augmentation needs; by src/exact.ts, so the same everywhere. */
import { cosineOfPi, exp, log } from "../exact.ts";
import type { RandomStream } from "../random.ts";

/** A standard normal number. Source: Box and Muller 1958. */
export function normal(random: RandomStream): number {
  const radius = Math.sqrt(-2 * log(1 - random.uniform()));
  return radius * cosineOfPi(2 * random.uniform());
}

/**
 * A number from 0 to 1 of the distribution Beta(alpha, alpha), alpha above 0: near 0 and 1 for a small alpha, all alike for 1, near a half
 * for a large one. Source: Jöhnk 1964 up to 1; Cheng 1978, "Generating beta variates with nonintegral shape parameters", BB, above.
 */
export function symmetricBeta(random: RandomStream, alpha: number): number {
  return alpha <= 1 ? johnk(random, alpha) : cheng(random, alpha);
}

/** u^(1/alpha) and v^(1/alpha), drawn until their sum is at most 1: the first's share of the sum. Logarithms, as powers may underflow. */
function johnk(random: RandomStream, alpha: number): number {
  for (;;) {
    const x = log(aboveZero(random)) / alpha;
    const y = log(aboveZero(random)) / alpha;
    const greatest = Math.max(x, y);
    const sum = exp(x - greatest) + exp(y - greatest);
    if (greatest + log(sum) <= 0) return exp(x - greatest) / sum;
  }
}

function cheng(random: RandomStream, a: number): number {
  const beta = Math.sqrt((2 * a - 2) / (2 * a * a - 2 * a));
  const gamma = a + 1 / beta;
  for (;;) {
    const u = aboveZero(random);
    const v = beta * log(u / (1 - u));
    const w = a * exp(v);
    const z = u * u * aboveZero(random);
    const r = gamma * v - LOG_4;
    if (r + 2 * a * log((2 * a) / (a + w)) >= log(z)) return w / (a + w);
  }
}

const LOG_4 = 1.3862943611198906;

/** From 2^-25 to 1 - 2^-25. */
const aboveZero = (random: RandomStream): number => random.uniform() + 2 ** -25;
