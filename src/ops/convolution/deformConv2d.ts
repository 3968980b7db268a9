import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { checkLayerOptions, combine } from "../../graph/layer.ts";
import type { Node } from "../../graph/node.ts";
import { withName } from "../../graph/scope.ts";
import { format, type Shape, sameShape } from "../../graph/shape.ts";
import { type Program, type Work, work } from "../../plan/program.ts";
import type { Op, ShapeProblem } from "../op.ts";
import { boolean, positive } from "../options.ts";
import type { Padding, Pair } from "../window.ts";
import {
  type ConvolutionAttributes,
  type ConvolutionOptions,
  convolutionAttributes,
  inferConvolution,
  product,
} from "./attributes.ts";
import { convolutionTakes } from "./conv2d/forward.ts";
import { type Geometry, geometryOf } from "./conv2d/geometry.ts";
import { convolveBack, convolveForward, kernelGradient } from "./conv2d/plane.ts";
import { biasGradient } from "./conv2d/weightGradient.ts";

/** Options of {@link deformConv2d}. */
export interface DeformConv2dOptions extends ConvolutionOptions {
  /** Window height and width, at least 1. */
  kernel: Pair;
  /** Step of the window, at least 1. Default 1. */
  stride?: Pair;
  /**
   * Zeros around the image: `"same"`, `"valid"`, a whole number for all sides, `[y, x]`, or `{ top, right, bottom, left
   * }`. Default `"valid"`, none.
   */
  padding?: Padding;
  /** Distance between the window's taps, at least 1. Default 1. */
  dilation?: Pair;
  /** Groups of input channels with offsets of their own, at least 1; input channels must divide by it. Default 1. */
  offsetGroups?: number;
  /** Whether each tap is also weighted by a mask, the third node (version 2). Default false. */
  modulated?: boolean;
}

/** The options as the graph keeps them. */
export interface DeformConv2dAttributes extends ConvolutionAttributes {
  readonly offsetGroups: number;
  readonly modulated: boolean;
}

export const deformConv2dOp: Op<DeformConv2dAttributes> = {
  name: "deformConv2d",

  infer(a, shapes, problem) {
    const nodes = a.modulated ? 3 : 2;
    if (shapes.length !== nodes)
      problem({
        got: shapes.length === 1 ? "1 node" : `${shapes.length} nodes`,
        expected: a.modulated ? "3: image, offsets and mask" : "2: image and offsets",
        ...(shapes.length === 3 && { hint: "a mask goes with modulated: true" }),
      });
    const [x, offsets, mask] = shapes;
    const inferred = inferConvolution(a, x, problem);
    if (x[2] % a.offsetGroups)
      problem({ got: `${x[2]} input channels`, expected: `a multiple of offsetGroups (${a.offsetGroups})` });
    const [height, width] = inferred.shape;
    const taps = a.offsetGroups * product(a.kernel);
    expectShape("offsets", offsets, [height, width, 2 * taps], problem);
    if (mask) expectShape("a mask", mask, [height, width, taps], problem);
    return inferred;
  },

  takes: convolutionTakes,

  forward({ program, attributes: a, inputs: [x, offsets, mask], output: y, parameters: { kernel, bias }, epilogue }) {
    const g = geometryOf(a, x.shape, y.shape);
    const read: Read = { offsets: offsets.slot, mask: mask?.slot ?? null, offsetGroups: a.offsetGroups };
    const columns = gather(program, g, x.slot, read);
    const slots = { y: y.slot, x: columns, kernel: kernel.slot, bias: bias?.slot ?? null };
    convolveForward(program, pixelwise(g), slots, epilogue);
  },

  backward({ program, attributes: a, inputs: [x, offsets, mask], output, parameters, outputGradient: dy, ...site }) {
    const [[dx, doffsets, dmask], { kernel: dw, bias: db }] = [site.inputGradients, site.parameterGradients];
    const g = geometryOf(a, x.shape, output.shape);
    const read: Read = { offsets: offsets.slot, mask: mask?.slot ?? null, offsetGroups: a.offsetGroups };
    if (dx || doffsets || dmask) {
      const columns = columnsSlot(program, g);
      convolveBack(program, pixelwise(g), { dx: columns, dy: dy.slot, kernel: parameters.kernel.slot });
      if (dx) inputGradient(program, g, dx.slot, columns, read);
      if (doffsets || dmask)
        program.emit(
          kernels.deformBackwardOffsets,
          {
            ...{ doffsets: doffsets?.slot ?? null, dmask: dmask?.slot ?? null, columns, x: x.slot },
            ...{ ...read, ...sizesOf(g) },
          },
          rowsOf(g),
        );
    }
    // Gathered once more rather than kept since the forward pass: the columns are as many times x as the window has taps.
    if (dw) kernelGradient(program, pixelwise(g), { dw: dw.slot, dy: dy.slot, x: gather(program, g, x.slot, read) });
    if (db) biasGradient(program, db, dy);
  },
};

function expectShape(what: string, shape: Shape, expected: Shape, problem: (p: ShapeProblem) => never): void {
  if (!sameShape(shape, expected))
    problem({
      got: `${what} ${format(shape)}`,
      expected: format(expected),
      hint: "they have the output's height and width; of channels, two (of a mask one) for each tap and offset group",
    });
}

/** Where the taps read. */
interface Read {
  readonly offsets: Slot;
  readonly mask: Slot | null;
  readonly offsetGroups: number;
}

/** The product of the columns with the kernel: a convolution of single pixels, whose channels are those of all taps. */
const pixelwise = (g: Geometry): Geometry => ({
  ...g,
  ...{ inHeight: g.outHeight, inWidth: g.outWidth, cin: g.tapsY * g.tapsX * g.cin, tapsY: 1, tapsX: 1 },
  ...{ strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, top: 0, left: 0, bottom: 0, right: 0 },
});

/** Sizes as assembly/convolution/deformed.ts takes them. */
function sizesOf({ n: _, cout: __, bottom: ___, right: ____, ...sizes }: Geometry) {
  return sizes;
}

const columnCount = (g: Geometry): number => g.n * g.outHeight * g.outWidth * g.tapsY * g.tapsX * g.groups * g.cin;

const columnsSlot = (program: Program, g: Geometry): Slot => program.slot("columns", columnCount(g) * 4);

/** Bytes of a `Corners` of assembly/convolution/deformable.ts, rounded up. */
const CORNERS_BYTES = 32;
/** What four corners cost, in multiply-adds of an element. */
const COST = 4;

/** Items are output rows. */
const rowsOf = (g: Geometry): Work => ({
  ...work(g.n * g.outHeight, (COST * columnCount(g)) / (g.n * g.outHeight)),
  scratch: CORNERS_BYTES,
});

function gather(program: Program, g: Geometry, x: Slot, read: Read): Slot {
  const columns = columnsSlot(program, g);
  program.emit(kernels.deformGather, { columns, x, ...read, ...sizesOf(g) }, rowsOf(g));
  return columns;
}

/** Channels of an item at least: where the taps read is worked out for each anew. */
const FEWEST_CHANNELS = 16;
/** Items that are enough to keep threads busy. */
const ENOUGH_ITEMS = 16;

function inputGradient(program: Program, g: Geometry, dx: Slot, columns: Slot, read: Read): void {
  const share = (g.groups * g.cin) / read.offsetGroups;
  const wanted = Math.ceil(ENOUGH_ITEMS / (g.n * read.offsetGroups));
  const blocks = Math.max(1, Math.min(wanted, Math.floor(share / FEWEST_CHANNELS)));
  const items = g.n * read.offsetGroups * blocks;
  program.emit(
    kernels.deformBackwardInput,
    { dx, columns, blocks, ...read, ...sizesOf(g) },
    { ...work(items, (COST * columnCount(g)) / items), scratch: CORNERS_BYTES },
  );
}

/**
 * y[r, c, o] = bias[o] + sum over taps k = (ky, kx) and channels i of mask[r, c, q, k] x[r sy + ky dy - top +
 * offsets[r, c, q, k, 0], c sx + kx dx - left + offsets[r, c, q, k, 1], i] kernel[ky, kx, i, o], where i, over the
 * channels of o's group, is in offset group q, x between pixels is bilinear, and x outside the image is 0. The layer
 * takes the image, the offsets and with `modulated: true` the mask (a sigmoid's result, say; without it 1), each a
 * node. A NaN among the offsets gives NaN.
 * Shapes: [height, width, channels], [height', width', 2 taps offsetGroups], [height', width', taps offsetGroups] ->
 * [height', width', filters], sizes as conv2d's, taps = kernelHeight kernelWidth; the offsets' channels are
 * [offsetGroups, taps, 2], y before x; kernel [kernelHeight, kernelWidth, channels / groups, filters], bias [filters].
 * Gradient: with g[r, c, k, i] = sum over o of dy[r, c, o] kernel[k, i, o] and v the value read between the pixels p00,
 * p01, p10 and p11 at fractions fy and fx: dx += g mask and the pixel's weight; dmask = sum over i of g v; doffsets = sum
 * over i of g mask ((1 - fx) (p10 - p00) + fx (p11 - p01)) for y, x alike, at whole positions, where that jumps, the slope
 * towards greater ones; dkernel = sum over r, c of mask v dy; dbias = sum over r, c of dy.
 * Source: Dai et al. 2017, "Deformable convolutional networks"; modulated: Zhu et al. 2019, "Deformable ConvNets v2";
 * as torchvision's deform_conv2d.
 *
 * @throws FoveaError for what conv2d refuses, channels that do not divide by offsetGroups, offsets or a mask of another
 *   shape, a mask too many or missing.
 * @example
 * const deform = deformConv2d({ filters: 16, kernel: 3, padding: 1 });
 * const block: Layer = (x) => deform(x, conv2d({ filters: 18, kernel: 3, padding: 1, initializer: constant(0) })(x));
 */
export function deformConv2d(options: DeformConv2dOptions): (x: Node, offsets: Node, mask?: Node) => Node {
  const { offsetGroups = 1, modulated = false, ...others } = options;
  checkLayerOptions("deformConv2d", options, known);
  const attributes: DeformConv2dAttributes = {
    ...convolutionAttributes("deformConv2d", 2, others),
    offsetGroups: positive("deformConv2d.offsetGroups", offsetGroups),
    modulated: boolean("deformConv2d.modulated", modulated),
  };
  const apply = combine(deformConv2dOp, attributes, options.name);
  return withName((...nodes: [Node, Node, Node?]): Node => apply(...(nodes as Node[])));
}

const known = [
  "filters",
  "kernel",
  "stride",
  "padding",
  "dilation",
  "groups",
  "offsetGroups",
  "modulated",
  "bias",
  "initializer",
  "biasInitializer",
];
