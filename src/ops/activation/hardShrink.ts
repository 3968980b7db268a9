import * as kernels from "../../../bindings/kernels.ts";
import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { elementwise, fromOutput, none } from "../elementwise.ts";
import type { Op } from "../op.ts";

interface Attributes {
  readonly threshold: number;
}

export const hardShrinkOp: Op<Attributes> = /* @__PURE__ */ elementwise(
  "hardShrink",
  kernels.hardShrinkForward,
  ({ threshold }: Attributes) => ({ threshold }),
  /* @__PURE__ */ fromOutput(kernels.hardShrinkBackward, none),
);

/** Options of {@link hardShrink}. */
export interface HardShrinkOptions extends LayerOptions {
  /** Greatest magnitude that becomes 0; a finite number, 0 or more. Default 0.5. */
  threshold?: number;
}

/**
 * y = 0 where |x| <= threshold, else x: only what is large passes; NaN stays NaN.
 * Shapes: any; y has that of x.
 * Gradient: dx = dy where |x| > threshold, else 0.
 * Source: Donoho and Johnstone 1994, "Ideal spatial adaptation by wavelet shrinkage"; as PyTorch's Hardshrink.
 *
 * @throws FoveaError for an unknown option and a threshold that is negative or not finite.
 * @example
 * sequential(conv2d({ filters: 8, kernel: 3 }), hardShrink({ threshold: 0.1 }))
 */
export function hardShrink(options: HardShrinkOptions = {}): Layer {
  checkLayerOptions("hardShrink", options, ["threshold"]);
  const { threshold = 0.5 } = options;
  if (!(Number.isFinite(threshold) && threshold >= 0))
    fail("option", { where: "hardShrink.threshold", got: show(threshold), expected: "a finite number, 0 or more" });
  return layer(hardShrinkOp, { threshold }, options.name);
}
