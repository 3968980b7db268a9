import type { Op } from "../op.ts";
import { type ConvolutionAttributes, inferConvolution } from "./attributes.ts";
import { convolutionTakes } from "./conv2d/forward.ts";
import { geometryOf } from "./conv2d/geometry.ts";
import { convolveForward, gradients } from "./conv2d/plane.ts";
import { biasGradient } from "./conv2d/weightGradient.ts";

/** The convolution of images, or of sequences, which are images of one row. */
export const convolutionOp = (name: string): Op<ConvolutionAttributes, void> => ({
  name,
  infer: (attributes, [x], problem) => inferConvolution(attributes, x, problem),
  takes: convolutionTakes,

  forward({ program, attributes, inputs: [x], output: y, parameters: { kernel, bias }, epilogue }) {
    const slots = { y: y.slot, x: x.slot, kernel: kernel.slot, bias: bias?.slot ?? null };
    convolveForward(program, geometryOf(attributes, x.shape, y.shape), slots, epilogue);
  },

  backward({ program, attributes, inputs: [x], output, parameters, outputGradient: dy, ...site }) {
    const {
      inputGradients: [dx],
      parameterGradients: { kernel: dw, bias: db },
    } = site;
    const kernel = parameters.kernel.slot;
    gradients(program, geometryOf(attributes, x.shape, output.shape), {
      ...{ x: x.slot, kernel, dy: dy.slot, dx: dx?.slot ?? null, dw: dw?.slot ?? null },
    });
    if (db) biasGradient(program, db, dy);
  },
});
