// Options and shapes that convolutions refuse, of every rank and kind.
import {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  deformConv2d,
  depthwiseConv2d,
  input,
  locallyConnected1d,
  locallyConnected2d,
  separableConv2d,
} from "../../src/index.ts";
import { checkWrongUse, type Row, wrong } from "./wrongUse.ts";

const sequence = input([7, 4], { name: "sequence" });
const image = input([6, 5, 4], { name: "image" });
const volume = input([4, 6, 5, 4], { name: "volume" });

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** A row whose message is all of `message`. */
const row = (code: "option" | "shape", message: string, attempt: () => unknown): Row => [
  message,
  code,
  new RegExp(`^${escaped(message)}$`),
  attempt,
];

const known = "one of filters, kernel, stride, padding, dilation, groups, bias, initializer, biasInitializer";

checkWrongUse({
  "options of convolutions": [
    row("option", "conv1d.kernel: got [3], expected a positive whole number.", () =>
      conv1d({ filters: 2, kernel: wrong([3]) }),
    ),
    row("option", "conv2d.kernel: got [3, 3, 3], expected a positive whole number or [height, width].", () =>
      conv2d({ filters: 2, kernel: wrong([3, 3, 3]) }),
    ),
    row("option", "conv3d.stride: got [1, 0, 1], expected a positive whole number or [depth, height, width].", () =>
      conv3d({ filters: 2, kernel: 3, stride: [1, 0, 1] }),
    ),
    row("option", "conv3d.dilation: got 1.5, expected a positive whole number or [depth, height, width].", () =>
      conv3d({ filters: 2, kernel: 3, dilation: 1.5 }),
    ),
    row(
      "option",
      'conv1d.padding: got "full", expected "same", "valid", a whole number not below 0 or { left, right }.',
      () => conv1d({ filters: 2, kernel: 3, padding: wrong("full") }),
    ),
    row("option", 'conv1d.padding: got unknown option "top", expected one of left, right.', () =>
      conv1d({ filters: 2, kernel: 3, padding: wrong({ top: 1 }) }),
    ),
    row(
      "option",
      'conv3d.padding: got [1, -1, 1], expected "same", "valid", a whole number not below 0, [z, y, x] or { front, back, top, bottom, left, right }.',
      () => conv3d({ filters: 2, kernel: 3, padding: [1, -1, 1] }),
    ),
    row("option", "conv3d.groups: got 0, expected a positive whole number.", () =>
      conv3d({ filters: 2, kernel: 3, groups: 0 }),
    ),
    row("option", "conv1d: got 5 filters, expected a multiple of groups (2).", () =>
      conv1d({ filters: 5, kernel: 3, groups: 2 }),
    ),
    row("option", "conv3d: got biasInitializer with bias: false, expected one of them.", () =>
      conv3d({ filters: 2, kernel: 3, bias: false, biasInitializer: { kind: "constant", value: 1 } }),
    ),
    row(
      "option",
      'conv2d.paddingMode: got "mirror", expected one of "zeros", "reflect", "replicate", "circular".',
      () => conv2d({ filters: 2, kernel: 3, padding: 1, paddingMode: wrong("mirror") }),
    ),
    row("option", 'conv2d: got paddingMode "reflect" with padding "valid", expected padding for it.', () =>
      conv2d({ filters: 2, kernel: 3, paddingMode: "reflect" }),
    ),
    row(
      "option",
      `conv1d: got unknown option "strides", expected ${known}, paddingMode, name. Hint: did you mean "stride"?`,
      () => conv1d(wrong({ filters: 2, kernel: 3, strides: 2 })),
    ),
  ],
  "options of transposed convolutions": [
    row(
      "option",
      "convTranspose2d.outputPadding: got -1, expected a whole number not below 0 or [height, width].",
      () => convTranspose2d({ filters: 2, kernel: 3, stride: 2, outputPadding: -1 }),
    ),
    row(
      "option",
      "convTranspose3d.outputPadding: got [0, 2, 0], expected less than the stride or the dilation. Hint: it tells apart the inputs that a strided convolution takes to one output size.",
      () => convTranspose3d({ filters: 2, kernel: 3, stride: 2, outputPadding: [0, 2, 0] }),
    ),
    row(
      "option",
      'convTranspose1d: got outputPadding with padding "same", expected one of them. Hint: "same" makes the output input * stride.',
      () => convTranspose1d({ filters: 2, kernel: 3, stride: 2, padding: "same", outputPadding: 1 }),
    ),
    row(
      "option",
      `convTranspose2d: got unknown option "paddingMode", expected ${known}, outputPadding, name. Hint: did you mean "padding"?`,
      () => convTranspose2d(wrong({ filters: 2, kernel: 3, paddingMode: "reflect" })),
    ),
  ],
  "options of the others": [
    row("option", "depthwiseConv2d.multiplier: got 0.5, expected a positive whole number.", () =>
      depthwiseConv2d({ kernel: 3, multiplier: 0.5 }),
    ),
    row(
      "option",
      'depthwiseConv2d: got unknown option "filters", expected one of kernel, stride, padding, paddingMode, dilation, multiplier, bias, initializer, biasInitializer, name.',
      () => depthwiseConv2d(wrong({ kernel: 3, filters: 4 })),
    ),
    row("option", "depthwiseConv2d.kernel: got undefined, expected a positive whole number or [height, width].", () =>
      depthwiseConv2d(wrong({})),
    ),
    row(
      "option",
      'separableConv2d: got unknown option "groups", expected one of filters, kernel, stride, padding, paddingMode, dilation, multiplier, bias, initializer, biasInitializer, name.',
      () => separableConv2d(wrong({ filters: 4, kernel: 3, groups: 2 })),
    ),
    row("option", "separableConv2d.filters: got -1, expected a positive whole number.", () =>
      separableConv2d({ filters: -1, kernel: 3 }),
    ),
    row(
      "option",
      'locallyConnected2d: got unknown option "groups", expected one of filters, kernel, stride, padding, dilation, bias, initializer, biasInitializer, name.',
      () => locallyConnected2d(wrong({ filters: 4, kernel: 3, groups: 2 })),
    ),
    row("option", "deformConv2d.modulated: got 1, expected true or false.", () =>
      deformConv2d({ filters: 4, kernel: 3, modulated: wrong(1) }),
    ),
    row("option", "deformConv2d.offsetGroups: got 0, expected a positive whole number.", () =>
      deformConv2d({ filters: 4, kernel: 3, offsetGroups: 0 }),
    ),
  ],
  "samples of another rank": [
    row("shape", "layer conv1d (conv1d): got input [6, 5, 4], expected [length, channels].", () =>
      conv1d({ filters: 2, kernel: 3 })(image),
    ),
    row("shape", "layer conv2d (conv2d): got input [4, 6, 5, 4], expected [height, width, channels].", () =>
      conv2d({ filters: 2, kernel: 3, padding: 1, paddingMode: "circular" })(volume),
    ),
    row("shape", "layer conv3d (conv3d): got input [6, 5, 4], expected [depth, height, width, channels].", () =>
      conv3d({ filters: 2, kernel: 3 })(image),
    ),
    row(
      "shape",
      "layer convTranspose3d (convTranspose3d): got input [7, 4], expected [depth, height, width, channels].",
      () => convTranspose3d({ filters: 2, kernel: 3 })(sequence),
    ),
    row(
      "shape",
      "layer locallyConnected1d (locallyConnected1d): got input [6, 5, 4], expected [length, channels].",
      () => locallyConnected1d({ filters: 2, kernel: 3 })(image),
    ),
    row("shape", "layer depthwiseConv2d (conv2d): got input [7, 4], expected [height, width, channels].", () =>
      depthwiseConv2d({ kernel: 3 })(sequence),
    ),
    row("shape", 'layer depthwiseConv2d (conv2d): got "image", expected a node. Hint: start from input([...]).', () =>
      depthwiseConv2d({ kernel: 3 })(wrong("image")),
    ),
  ],
  "sizes that do not fit": [
    row("shape", "layer conv1d (conv1d): got 4 input channels, expected a multiple of groups (3).", () =>
      conv1d({ filters: 3, kernel: 3, groups: 3 })(sequence),
    ),
    row(
      "shape",
      "layer convTranspose1d (convTranspose1d): got 4 input channels, expected a multiple of groups (3).",
      () => convTranspose1d({ filters: 3, kernel: 3, groups: 3 })(sequence),
    ),
    row(
      "shape",
      'layer conv1d (conv1d): got a sequence of 7, 7 with its padding, expected at least 9, the window\'s reach. Hint: padding "same" fits any sequence.',
      () => conv1d({ filters: 2, kernel: 5, dilation: 2 })(sequence),
    ),
    row(
      "shape",
      'layer conv3d (conv3d): got a volume of 4 x 6 x 5, 4 x 6 x 5 with its padding, expected at least 5 x 1 x 1, the window\'s reach. Hint: padding "same" fits any volume.',
      () => conv3d({ filters: 2, kernel: [5, 1, 1] })(volume),
    ),
    row(
      "shape",
      "layer convTranspose2d (convTranspose2d): got an output of 2 x -1, expected at least 1 along each axis. Hint: padding takes away from a transposed convolution's output.",
      () => convTranspose2d({ filters: 2, kernel: 3, padding: [3, 4] })(image),
    ),
    row(
      "shape",
      'layer conv2d (conv2d): got padding [6, 6] of axis 0 of [6, 5, 4], expected at most 5 with mode "reflect".',
      () => conv2d({ filters: 2, kernel: 3, padding: [6, 1], paddingMode: "reflect" })(image),
    ),
    row(
      "shape",
      'layer conv1d (conv1d): got padding [8, 0] of axis 0 of [7, 4], expected at most 7 with mode "circular".',
      () => conv1d({ filters: 2, kernel: 3, padding: { left: 8 }, paddingMode: "circular" })(sequence),
    ),
  ],
  "nodes of a deformable convolution": [
    row("shape", "layer deformConv2d (deformConv2d): got 1 node, expected 2: image and offsets.", () =>
      (deformConv2d({ filters: 2, kernel: 1 }) as (x: unknown) => unknown)(image),
    ),
    row("shape", "layer deformConv2d (deformConv2d): got 2 nodes, expected 3: image, offsets and mask.", () =>
      deformConv2d({ filters: 2, kernel: 1, modulated: true })(image, image),
    ),
    row(
      "shape",
      "layer deformConv2d (deformConv2d): got 3 nodes, expected 2: image and offsets. Hint: a mask goes with modulated: true.",
      () => deformConv2d({ filters: 2, kernel: 1 })(image, image, image),
    ),
    row(
      "shape",
      "layer deformConv2d (deformConv2d): got offsets [6, 5, 4], expected [6, 5, 2]. Hint: they have the output's height and width; of channels, two (of a mask one) for each tap and offset group.",
      () => deformConv2d({ filters: 2, kernel: 1 })(image, image),
    ),
    row(
      "shape",
      "layer deformConv2d (deformConv2d): got a mask [6, 5, 4], expected [6, 5, 2]. Hint: they have the output's height and width; of channels, two (of a mask one) for each tap and offset group.",
      () => deformConv2d({ filters: 2, kernel: 1, offsetGroups: 2, modulated: true })(image, image, image),
    ),
    row(
      "shape",
      "layer deformConv2d (deformConv2d): got 4 input channels, expected a multiple of offsetGroups (3).",
      () => deformConv2d({ filters: 2, kernel: 1, offsetGroups: 3 })(image, image),
    ),
  ],
});
