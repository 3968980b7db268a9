import * as kernels from "../../../bindings/kernels.ts";
import { format, type Shape } from "../../graph/shape.ts";
import type { Op } from "../../ops/op.ts";
import { flatWork, work } from "../../plan/program.ts";

export interface TotalVariationAttributes {
  squared: boolean;
}

/** The differences of neighbours in an image [height, width, channels], as magnitudes or squares, summed. */
export const totalVariationOp: Op<TotalVariationAttributes> = {
  name: "totalVariation",

  infer(_, [x], problem) {
    if (x.length !== 3) problem({ got: format(x), expected: "[height, width, channels]" });
    return { shape: [1] };
  },

  forward({ program, attributes, inputs: [x], output }) {
    const { batch, height, width, channels } = sizesOf(x.shape);
    const sums = program.slot("sums", height * batch * 4);
    const sizes = { batch, height, width, channels, squared: attributes.squared ? 1 : 0 };
    const lines = work(batch * height, 4 * width * channels);
    program.emit(kernels.totalVariationForward, { sums, x: x.slot, ...sizes }, lines);
    const total = { y: output.slot, partials: sums, count: batch, slices: height };
    program.emit(kernels.sumSlices, total, flatWork(batch, height));
  },

  backward({ program, attributes, inputs: [x], outputGradient, inputGradients: [dx] }) {
    if (!dx) return;
    const { batch, height, width, channels } = sizesOf(x.shape);
    const sizes = { height, width, channels, squared: attributes.squared ? 1 : 0 };
    const args = { dx: dx.slot, dloss: outputGradient.slot, x: x.slot, ...sizes };
    program.emit(kernels.totalVariationBackward, args, work(batch * height, 8 * width * channels));
  },
};

function sizesOf([batch, height, width, channels]: Shape): Record<"batch" | "height" | "width" | "channels", number> {
  return { batch, height, width, channels };
}
