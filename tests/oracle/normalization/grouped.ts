import type { Oracle } from "../../harness/checkOp.ts";
import type { Array64 } from "../../harness/values.ts";

/** How elements are normalised together, and which of the learnt numbers is whose. */
export interface Grouping {
  /** Elements of a group, as a name. */
  group(i: number, x: Array64): number;
  /** Place in scale and shift. */
  place(i: number, x: Array64): number;
}

/** What a group is divided by, after its mean was taken off where it is. */
export type Divisor = "deviation" | "rootMeanSquare" | "length";

/**
 * y = scale xhat + shift with xhat = (x - mean) / r, and r by name: sqrt(variance + epsilon); sqrt(mean of x^2 +
 * epsilon), no mean; the length of x or epsilon, no mean. With g = dy scale and n elements in a group
 *
 *     dshift = sum of dy,  dscale = sum of dy xhat,  dx = (g - sum of g / n - xhat sum of (g xhat) / n) / r
 *
 * without the sum of g where no mean is taken off; for lengths without the last n, and without its sum where epsilon is
 * divided by.
 */
export function grouped(grouping: Grouping, divisor: Divisor, epsilon: number): Oracle {
  const find = (x: Array64) => {
    const groups = new Map<number, { n: number; mean: number; squares: number; r: number }>();
    const of = Array.from(x.data, (_, i) => {
      const name = grouping.group(i, x);
      const group = groups.get(name) ?? { n: 0, mean: 0, squares: 0, r: 0 };
      groups.set(name, group);
      return group;
    });
    for (const group of of) group.n++;
    if (divisor === "deviation") for (const [i, group] of of.entries()) group.mean += x.data[i] / group.n;
    for (const [i, group] of of.entries()) group.squares += (x.data[i] - group.mean) ** 2;
    for (const group of groups.values())
      group.r =
        divisor === "length"
          ? Math.max(epsilon, Math.sqrt(group.squares))
          : Math.sqrt(group.squares / group.n + epsilon);
    return { of, xhat: x.data.map((value, i) => (value - of[i].mean) / of[i].r) };
  };
  return {
    forward([x], { scale, shift }) {
      const y = find(x).xhat.map((value, i) => {
        const place = grouping.place(i, x);
        return value * (scale?.data[place] ?? 1) + (shift?.data[place] ?? 0);
      });
      return { shape: x.shape, data: y };
    },

    backward({ data: dy }, [x], { scale, shift }) {
      const { of, xhat } = find(x);
      const g = dy.map((value, i) => value * (scale?.data[grouping.place(i, x)] ?? 1));
      const sums = new Map(of.map((group) => [group, { g: 0, product: 0 }]));
      for (const [i, group] of of.entries()) {
        const sum = sums.get(group)!;
        sum.g += g[i];
        sum.product += g[i] * xhat[i];
      }
      const dx = g.map((value, i) => {
        const { n, r } = of[i];
        const sum = sums.get(of[i])!;
        if (divisor === "length") return (value - (r > epsilon ? xhat[i] * sum.product : 0)) / r;
        return (value - (divisor === "deviation" ? sum.g / n : 0) - (xhat[i] * sum.product) / n) / r;
      });
      const [dscale, dshift] = [new Float64Array(scale?.data.length ?? 0), new Float64Array(shift?.data.length ?? 0)];
      dy.forEach((value, i) => {
        const place = grouping.place(i, x);
        if (scale) dscale[place] += value * xhat[i];
        if (shift) dshift[place] += value;
      });
      return { inputs: [dx], parameters: { ...(scale && { scale: dscale }), ...(shift && { shift: dshift }) } };
    },
  };
}

/** The last `axes` axes make a group, each element of which has learnt numbers of its own. */
export function rows(axes: number): Grouping {
  const length = ({ shape }: Array64): number => shape.slice(shape.length - axes).reduce((a, b) => a * b);
  return { group: (i, x) => Math.floor(i / length(x)), place: (i, x) => i % length(x) };
}

/** A sample's channels in `groups` groups (none: each by itself), over all positions; learnt numbers for each channel. */
export function channelGroups(groups?: number): Grouping {
  return {
    group(i, { shape, data }) {
      const channels = shape[shape.length - 1];
      const number = groups ?? channels;
      const sample = Math.floor(i / (data.length / shape[0]));
      return sample * number + Math.floor((i % channels) / (channels / number));
    },
    place: (i, { shape }) => i % shape[shape.length - 1],
  };
}
