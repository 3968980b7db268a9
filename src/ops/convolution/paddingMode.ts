import { fail, show } from "../../error.ts";
import { layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { count, type Shape } from "../../graph/shape.ts";
import type { Op, ShapeProblem, Tensor } from "../op.ts";
import { checkPad, emitPad, emitPadGradient, type Padded, type PadMode } from "../shape/pad/emit.ts";
import { type ConvolutionAttributes, checkSample, never, placed } from "./attributes.ts";

/** What stands in a convolution's padding: {@link PadMode} without a constant. */
export type PaddingMode = Exclude<PadMode, "constant">;

const MODES: readonly PaddingMode[] = ["zeros", "reflect", "replicate", "circular"];

/**
 * `attributes` with the option `paddingMode`, unless it is zeros: these, which the kernels see to, go without saying.
 */
export function withMode(
  op: string,
  attributes: ConvolutionAttributes,
  mode: PaddingMode = "zeros",
): ConvolutionAttributes {
  if (!MODES.includes(mode))
    fail("option", { where: `${op}.paddingMode`, got: show(mode), expected: `one of ${MODES.map(show).join(", ")}` });
  if (mode === "zeros") return attributes;
  if (attributes.padding === "valid")
    fail("option", { where: op, got: `paddingMode ${show(mode)} with padding "valid"`, expected: "padding for it" });
  return { ...attributes, paddingMode: mode };
}

/** A convolution that knows what stands in its padding. */
export type PaddedOp = Op<ConvolutionAttributes, Tensor | null>;

/** The layer of a padded convolution with its options. */
export const paddedLayer = (
  op: PaddedOp,
  attributes: ConvolutionAttributes,
  { paddingMode, name }: { paddingMode?: PaddingMode; name?: string },
): Layer => layer(op as Op<ConvolutionAttributes>, withMode(op.name, attributes, paddingMode), name);

/**
 * Convolution `op`, which knows zeros as padding, with the other modes: they are a copy of the input with its padding
 * around it.
 */
export const withPaddingModes = (op: Op<ConvolutionAttributes, void>): PaddedOp => ({
  ...op,

  infer(attributes, [x], problem) {
    if (!attributes.paddingMode) return op.infer(attributes, [x], problem);
    checkSample(x, attributes.kernel.length, attributes.groups, problem);
    const { mode, before, after, outer } = paddedOf(attributes, [1, ...x], problem);
    checkPad(mode, x, before, after, problem);
    return op.infer(unpadded(attributes), [outer.slice(1)], problem);
  },

  forward(site) {
    const { attributes, program } = site;
    const [x] = site.inputs;
    if (!attributes.paddingMode) {
      op.forward(site);
      return null;
    }
    const around = paddedOf(attributes, x.shape);
    const padded = { shape: around.outer, slot: program.slot("padded", count(around.outer) * 4) };
    emitPad(program, { y: padded.slot, x: x.slot }, around);
    op.forward({ ...site, attributes: unpadded(attributes), inputs: [padded] });
    return padded;
  },

  backward(site, padded) {
    const { attributes, program } = site;
    const [dx] = site.inputGradients;
    if (!padded) {
      op.backward(site, undefined);
      return;
    }
    const gradient = dx && { shape: padded.shape, slot: program.slot("dpadded", padded.slot.bytes) };
    op.backward({ ...site, attributes: unpadded(attributes), inputs: [padded], inputGradients: [gradient] }, undefined);
    if (gradient)
      emitPadGradient(program, { dx: dx.slot, dy: gradient.slot }, paddedOf(attributes, site.inputs[0].shape));
  },
});

const unpadded = (attributes: ConvolutionAttributes): ConvolutionAttributes => ({ ...attributes, padding: "valid" });

/** What is put around `x`, and the shape with it; the batch comes first. */
function paddedOf(
  a: ConvolutionAttributes,
  x: Shape,
  problem: (p: ShapeProblem) => never = never,
): Padded & { outer: Shape } {
  const places = placed(a, x.slice(1, -1), problem);
  const [before, after] = [places.map((axis) => axis.before), places.map((axis) => axis.after)];
  const outer = x.map((size, axis) => size + (before[axis - 1] ?? 0) + (after[axis - 1] ?? 0));
  return { shape: x, before, after, mode: a.paddingMode as PadMode, outer };
}
