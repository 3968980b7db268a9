import type { PoolOptions } from "../../src/ops/pooling/pool.ts";
import { resolvePadding } from "../../src/ops/window.ts";
import type { Windows } from "../oracle/windows.ts";

type Pair = [number, number];

const both = (value: number | readonly [number, number]): Pair =>
  typeof value === "number" ? [value, value] : [...value];

/** Where a pooling layer's windows lie on images of `shape`; tests/ops/window.test.ts holds resolvePadding to numbers of its own. */
export function windowsOf(
  { window, stride = window, padding = 0 }: PoolOptions,
  [height, width]: readonly number[],
): Windows {
  const unfit = (): never => {
    throw new Error("the window does not fit");
  };
  const sizes = { window: both(window), stride: both(stride) };
  const {
    top,
    left,
    height: outHeight,
    width: outWidth,
  } = resolvePadding(padding, [height, width], sizes.window, sizes.stride, [1, 1], unfit);
  return { ...sizes, top, left, outHeight, outWidth };
}
