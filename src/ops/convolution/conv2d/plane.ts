import type { Slot } from "../../../../bindings/slot.ts";
import type { Program } from "../../../plan/program.ts";
import { spreadRows, sumRows } from "../../arithmetic/broadcast.ts";
import { type Epilogue, noEpilogue } from "../../epilogue.ts";
import { depthwise, depthwiseInputGradient, depthwiseWeightGradient, isDepthwise } from "./depthwise.ts";
import { type ConvolutionSlots, convolve } from "./forward.ts";
import type { Geometry } from "./geometry.ts";
import { type InputGradientSlots, inputGradient } from "./inputGradient.ts";
import { CHANNELS } from "./panels.ts";
import { weightGradient } from "./weightGradient.ts";

// Convolutions of images, by the emitters that fit their sizes.

/** y = bias + x * kernel, with an epilogue. */
export function convolveForward(program: Program, g: Geometry, slots: ConvolutionSlots, epilogue: Epilogue): void {
  if (isRepeated(g)) {
    depthwise(program, repeatedSizes(g), { ...slots, x: repeat(program, g, slots.x) }, epilogue);
    return;
  }
  (isDepthwise(g) ? depthwise : convolve)(program, g, slots, epilogue);
}

/** dx = bias + the gradient with respect to the input, with an epilogue: what a transposed convolution is. */
export function convolveBack(
  program: Program,
  g: Geometry,
  slots: InputGradientSlots,
  epilogue: Epilogue = noEpilogue,
): void {
  (isDepthwise(g) ? depthwiseInputGradient : inputGradient)(program, g, slots, epilogue);
}

/** dw = the gradient with respect to the kernel. */
export function kernelGradient(program: Program, g: Geometry, slots: { dw: Slot; dy: Slot; x: Slot }): void {
  (isDepthwise(g) ? depthwiseWeightGradient : weightGradient)(program, g, slots);
}

/** What {@link gradients} reads, and writes where it is wanted. */
export interface GradientSlots {
  readonly x: Slot;
  readonly kernel: Slot;
  readonly dy: Slot;
  readonly dx: Slot | null;
  readonly dw: Slot | null;
}

/** Both gradients of a convolution. */
export function gradients(program: Program, g: Geometry, { x, kernel, dy, dx, dw }: GradientSlots): void {
  if (isRepeated(g)) {
    repeatedGradients(program, g, { x, kernel, dy, dx, dw });
    return;
  }
  if (dx) convolveBack(program, g, { dx, dy, kernel });
  if (dw) kernelGradient(program, g, { dw, dy, x });
}

// Depthwise with a few filters for each channel: every channel is repeated for them, and each copy has one.

/** Whether that fills vectors better than the panels of as many groups. */
const isRepeated = (g: Geometry): boolean => g.cin === 1 && g.cout > 1 && g.cout < CHANNELS && g.groups >= g.cout;

const repeatedSizes = (g: Geometry): Geometry => ({ ...g, groups: g.groups * g.cout, cout: 1 });

/** The channels of all pixels, and how often each is repeated. */
const copiesOf = (g: Geometry) => ({ outer: g.n * g.inHeight * g.inWidth * g.groups, rows: g.cout, inner: 1 });

const repeatedSlot = (program: Program, g: Geometry): Slot => {
  const { outer, rows } = copiesOf(g);
  return program.slot("repeated", outer * rows * 4);
};

function repeat(program: Program, g: Geometry, x: Slot): Slot {
  const y = repeatedSlot(program, g);
  spreadRows(program, y, x, copiesOf(g));
  return y;
}

function repeatedGradients(program: Program, g: Geometry, { x, kernel, dy, dx, dw }: GradientSlots): void {
  const sizes = repeatedSizes(g);
  if (dx) {
    const repeated = repeatedSlot(program, g);
    depthwiseInputGradient(program, sizes, { dx: repeated, dy, kernel });
    sumRows(program, dx, repeated, copiesOf(g));
  }
  if (dw) depthwiseWeightGradient(program, sizes, { dw, dy, x: repeat(program, g, x) });
}
