import type { Node } from "../../src/graph/node.ts";
import { count, type Shape } from "../../src/graph/shape.ts";
import {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  deformConv2d,
  depthwiseConv2d,
  locallyConnected1d,
  locallyConnected2d,
} from "../../src/index.ts";
import {
  convolutionOracle,
  convolutionSizes,
  transposedOracle,
  type WindowedOptions,
} from "../harness/convolutionCases.ts";
import { deformConv2d as deformConv2dOracle } from "../oracle/convolution/deformConv2d.ts";
import { locallyConnected } from "../oracle/convolution/locallyConnected.ts";
import type { Chosen, FuzzEntry } from "./entry.ts";

type Below = (n: number) => number;

const pick = <T>(below: Below, ...values: T[]): T => values[below(values.length)];

/** The layer function `name` of `options`. */
const chosen = <Options>(
  name: string,
  make: (options: Options) => (x: Node) => Node,
  options: Options,
  oracle: Chosen["oracle"],
): Chosen => ({ source: `${name}(${JSON.stringify(options)})`, layer: make(options) as Chosen["layer"], oracle });

/** A sample's axes and channels, or null where it has not `rank` axes or is too large to go on growing. */
function sampleOf(shape: Shape, rank: number): { axes: number[]; channels: number } | null {
  if (shape.length !== rank + 1 || count(shape) > 2000) return null;
  return { axes: shape.slice(0, rank), channels: shape[rank] };
}

/** Groups that divide both `channels` and a number of filters of at most 4, and these filters. */
function groupsAndFilters(channels: number, below: Below): { groups: number; filters: number } {
  const groups = pick(below, ...[1, 2, 3, 4].filter((n) => channels % n === 0));
  return { groups, filters: groups * (1 + below(Math.floor(4 / groups))) };
}

/** A window of `axes`, in one of the ways to lay it; it fits because padding is at least half of it. */
function windowOptions(axes: readonly number[], below: Below): Required<Omit<WindowedOptions, "groups">> {
  const each = (values: () => number): number[] | number => (axes.length > 1 ? axes.map(values) : values());
  const kernel = each(() => 1 + below(3));
  const paddingMode = pick(below, "zeros", "zeros", "replicate", "circular", "reflect");
  const most = Math.min(...axes);
  const fits = { zeros: true, replicate: true, circular: most >= 2, reflect: most >= 3 }[paddingMode];
  return {
    kernel,
    stride: each(() => 1 + below(2)),
    dilation: most >= 3 && paddingMode === "zeros" ? each(() => 1 + below(2)) : 1,
    padding: paddingMode === "zeros" ? pick<"same" | 2>(below, "same", 2) : 1,
    paddingMode: fits ? paddingMode : "zeros",
  };
}

function convolutionEntry(name: string, rank: number, make: (options: never) => (x: Node) => Node): FuzzEntry {
  return {
    op: name,
    inputs: 1,
    choose([shape], below) {
      const sample = sampleOf(shape, rank);
      if (!sample) return null;
      const options = {
        ...groupsAndFilters(sample.channels, below),
        ...windowOptions(sample.axes, below),
        bias: below(2) === 1,
      };
      return chosen(name, make, options as never, convolutionOracle(options, sample.axes));
    },
  };
}

function transposedEntry(name: string, rank: number, make: (options: never) => (x: Node) => Node): FuzzEntry {
  return {
    op: name,
    inputs: 1,
    choose([shape], below) {
      const sample = sampleOf(shape, rank);
      if (!sample || count(sample.axes) > 64) return null;
      const [kernel, stride] = [1 + below(3), 1 + below(2)];
      const outputPadding = below(stride);
      const out = sample.axes.map((size) => (size - 1) * stride + kernel + outputPadding);
      const options = {
        ...groupsAndFilters(sample.channels, below),
        kernel,
        stride,
        outputPadding,
        bias: below(2) === 1,
      };
      return chosen(name, make, options as never, transposedOracle(options, out));
    },
  };
}

function locallyConnectedEntry(name: string, rank: number, make: (options: never) => (x: Node) => Node): FuzzEntry {
  return {
    op: name,
    inputs: 1,
    choose([shape], below) {
      const sample = sampleOf(shape, rank);
      if (!sample || count(shape) > 200) return null;
      const [kernel, stride, filters] = [1 + below(3), 1 + below(2), 1 + below(4)];
      const options = { filters, kernel, stride, padding: "same" as const, bias: below(2) === 1 };
      return chosen(name, make, options as never, locallyConnected(convolutionSizes(options, sample.axes)));
    },
  };
}

const depthwiseEntry: FuzzEntry = {
  op: "depthwiseConv2d",
  inputs: 1,
  choose([shape], below) {
    const sample = sampleOf(shape, 2);
    if (!sample) return null;
    const options = { ...windowOptions(sample.axes, below), multiplier: sample.channels > 4 ? 1 : 1 + below(3) };
    const oracle = convolutionOracle({ ...options, groups: sample.channels }, sample.axes);
    return chosen("depthwiseConv2d", depthwiseConv2d, options as never, oracle);
  },
};

/** Offsets are the image itself, whose channels must be as many as two for each tap; in a graph few other tensors suit. */
const deformableEntry: FuzzEntry = {
  op: "deformConv2d",
  inputs: 1,
  choose([shape], below) {
    const sample = sampleOf(shape, 2);
    const taps = (sample?.channels ?? 1) / 2;
    if (!sample || !Number.isInteger(taps)) return null;
    const kernel = pick<[number, number]>(below, [1, taps], [taps, 1]);
    const { groups, filters } = groupsAndFilters(sample.channels, below);
    const options = { filters, kernel, groups, padding: "same" as const, bias: below(2) === 1 };
    const { forward, backward } = deformConv2dOracle({ ...convolutionSizes(options, sample.axes), offsetGroups: 1 });
    return {
      source: `(x) => deformConv2d(${JSON.stringify(options)})(x, x)`,
      layer: (
        (make) => (x: Node) =>
          make(x, x)
      )(deformConv2d(options)) as Chosen["layer"],
      oracle: {
        forward: ([x], parameters) => forward([x, x], parameters),
        backward(dy, [x], parameters) {
          const { inputs, ...rest } = backward(dy, [x, x], parameters);
          return { inputs: [inputs[0].map((value, i) => value + inputs[1][i])], ...rest };
        },
      },
    };
  },
};

export const entries: readonly FuzzEntry[] = [
  convolutionEntry("conv1d", 1, conv1d),
  convolutionEntry("conv2d", 2, conv2d),
  convolutionEntry("conv3d", 3, conv3d),
  transposedEntry("convTranspose1d", 1, convTranspose1d),
  transposedEntry("convTranspose2d", 2, convTranspose2d),
  transposedEntry("convTranspose3d", 3, convTranspose3d),
  depthwiseEntry,
  deformableEntry,
  locallyConnectedEntry("locallyConnected1d", 1, locallyConnected1d),
  locallyConnectedEntry("locallyConnected2d", 2, locallyConnected2d),
];
