import { type Conv2dOptions, conv2d, type Padding, type Pair } from "../../src/index.ts";
import { resolvePadding } from "../../src/ops/window.ts";
import { conv2d as oracle } from "../oracle/convolution/conv2d.ts";
import type { Chosen, FuzzEntry } from "./entry.ts";
import { type Below, pick } from "./search/chance.ts";

type Two = [number, number];

/** `value` for both axes, which a user may write as one number. */
const both = ([y, x]: Two): Pair => (y === x ? y : [y, x]);

function choose([height, width, channels]: readonly number[], below: Below): Chosen | null {
  const depthwise = below(4) === 0;
  const groups = depthwise ? channels : pick(divisors(channels), below);
  const [kernel, stride]: Two[] = [
    [1 + below(3), 1 + below(3)],
    [1 + below(2), 1 + below(2)],
  ];
  const dilation: Two = [1 + below(2), 1 + below(2)];
  const paddings: Padding[] = ["same", "valid", 1, [0, 2], { top: 1, right: 2 }, { left: 2, bottom: 1 }];
  const padding = pick(paddings, below);
  let fits = true;
  const unfit = (): never => {
    fits = false;
    return undefined as never;
  };
  const placed = resolvePadding(padding, [height, width], kernel, stride, dilation, unfit);
  if (!fits) return null;
  const options: Conv2dOptions = {
    ...{ filters: groups * (1 + below(groups > 2 ? 2 : 5)), kernel: both(kernel), stride: both(stride) },
    ...{ dilation: both(dilation), padding, groups, bias: below(3) > 0 },
  };
  const { top, left, height: outHeight, width: outWidth } = placed;
  return {
    source: `conv2d(${JSON.stringify(options)})`,
    layer: conv2d(options),
    oracle: oracle({ stride, dilation, groups, top, left, outHeight, outWidth }),
  };
}

const divisors = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);

export const entries: readonly FuzzEntry[] = [
  { op: "conv2d", inputs: 1, choose: ([shape], below) => (shape.length === 3 ? choose(shape, below) : null) },
];
