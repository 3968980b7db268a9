import * as kernels from "../../../bindings/kernels.ts";
import { fail } from "../../error.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { elementwise, emitFlat } from "../elementwise.ts";
import type { Op } from "../op.ts";
import { finite } from "../options.ts";

/** Options of {@link clip}. */
export interface ClipOptions extends LayerOptions {
  /** The least value: any finite number. Default: none. */
  low?: number;
  /** The greatest value: any finite number, not below `low`. Default: none. */
  high?: number;
}

/** A bound that is not there is left out, as JSON has no infinity. */
interface Attributes {
  readonly low?: number;
  readonly high?: number;
}

const bounds = ({ low, high }: Attributes): { low: number; high: number } => ({
  low: low ?? Number.NEGATIVE_INFINITY,
  high: high ?? Number.POSITIVE_INFINITY,
});

export const clipOp: Op<Attributes> = /* @__PURE__ */ elementwise(
  "clip",
  kernels.clipForward,
  bounds,
  {
    backward({ program, attributes, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
      if (!dx) return;
      const args = { dx: dx.slot, dy: dy.slot, x: x.slot, ...bounds(attributes), count: count(dy.shape) };
      emitFlat(program, kernels.clipBackward, args);
    },
  },
  2,
  (attributes, training) => (training ? null : { kind: "clamp", ...bounds(attributes) }),
);

/**
 * y = min(max(x, low), high), any shape; NaN stays NaN.
 * Shapes: [...] -> the same.
 * Gradient: dx = dy where low <= x <= high, the kinks at the bounds included, else 0.
 * Source: as PyTorch's clamp.
 *
 * @throws FoveaError for an unknown option, no bound, bounds that are not finite, low above high.
 * @example
 * const probabilities = sequential(softmax(), clip({ low: 1e-7, high: 1 }));
 */
export function clip(options: ClipOptions): Layer {
  checkLayerOptions("clip", options, ["low", "high"]);
  const { low, high } = options;
  if (low === undefined && high === undefined)
    fail("option", { where: "clip", got: "neither low nor high", expected: "at least one of them" });
  const attributes = {
    ...(low !== undefined && { low: finite("clip.low", low) }),
    ...(high !== undefined && { high: finite("clip.high", high) }),
  };
  if (low !== undefined && high !== undefined && low > high)
    fail("option", { where: "clip", got: `low ${low} above high ${high}`, expected: "low at most high" });
  return layer(clipOp, attributes, options.name);
}
