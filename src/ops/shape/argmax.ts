import * as kernels from "../../../bindings/kernels.ts";
import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count } from "../../graph/shape.ts";
import { work } from "../../plan/program.ts";
import type { Op } from "../op.ts";
import { boolean } from "../options.ts";
import { axisOf, checkAxis } from "./axes.ts";
import { copyView, viewOf } from "./view.ts";

/** Options of {@link argmax} and {@link argmin}. */
export interface ArgmaxOptions extends LayerOptions {
  /** Axis of a sample along which the element is sought; negative ones count from the last. Default -1: channels. */
  axis?: number;
  /** Whether that axis stays, with size 1. Default false; the only axis of a sample always stays. */
  keepAxis?: boolean;
}

interface Attributes {
  readonly axis: number;
  readonly keepAxis: boolean;
}

/** The op that seeks the greatest element, or the least. */
const seek = (name: string, least: 0 | 1): Op<Attributes> => ({
  name,

  infer({ axis, keepAxis }, [x], problem) {
    const along = axisOf(axis, x, problem);
    const shape = x.flatMap((size, i) => (i !== along ? [size] : keepAxis || x.length === 1 ? [1] : []));
    return { shape };
  },

  forward({ program, attributes: { axis }, inputs: [x], output: y, problem }) {
    const along = axisOf(axis, x.shape.slice(1), problem) + 1;
    const [n, inner] = [x.shape[along], count(x.shape.slice(along + 1))];
    const args = { y: y.slot, x: x.slot, n, inner, least };
    program.emit(kernels.argmaxForward, args, work(count(x.shape.slice(0, along)), n * inner));
  },

  backward({ program, inputGradients: [dx] }) {
    if (dx) copyView(program, viewOf(dx, dx.shape), 0);
  },
});

export const argmaxOp: Op<Attributes> = /* @__PURE__ */ seek("argmax", 0);
export const argminOp: Op<Attributes> = /* @__PURE__ */ seek("argmin", 1);

function attributesOf(op: string, options: ArgmaxOptions): Attributes {
  checkLayerOptions(op, options, ["axis", "keepAxis"]);
  const { axis = -1, keepAxis = false } = options;
  return { axis: checkAxis(`${op}.axis`, axis), keepAxis: boolean(`${op}.keepAxis`, keepAxis) };
}

/**
 * y = the index of the greatest element along one axis, as a float: the first of equals; where there is a NaN, the first of them.
 * Shapes: [height, width, channels] -> [height, width] for the last axis.
 * Gradient: none; dx = 0.
 * Source: as PyTorch's `argmax`.
 *
 * @throws FoveaError for an unknown option, an axis that there is not.
 * @example
 * const labels = sequential(conv2d({ filters: 21, kernel: 1 }), argmax());
 */
export function argmax(options: ArgmaxOptions = {}): Layer {
  return layer(argmaxOp, attributesOf("argmax", options), options.name);
}

/**
 * y = the index of the least element along one axis, as a float: the first of equals; where there is a NaN, the first of them.
 * Shapes: [height, width, channels] -> [height, width] for the last axis.
 * Gradient: none; dx = 0.
 * Source: as PyTorch's `argmin`.
 *
 * @throws FoveaError for an unknown option, an axis that there is not.
 * @example
 * const nearest = sequential(dense({ units: 8 }), argmin());
 */
export function argmin(options: ArgmaxOptions = {}): Layer {
  return layer(argminOp, attributesOf("argmin", options), options.name);
}
