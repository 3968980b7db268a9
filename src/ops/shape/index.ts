export { type ArgmaxOptions, argmax, argmin } from "./argmax.ts";
export { type ChannelShuffleOptions, channelShuffle } from "./channelShuffle.ts";
export { type ConcatOptions, concat } from "./concat.ts";
export { type CropOptions, crop } from "./crop.ts";
export { flatten } from "./flatten.ts";
export { type FlipOptions, flip, type RollOptions, roll } from "./flip.ts";
export { type GatherOptions, gather } from "./gather.ts";
export { type OneHotOptions, oneHot } from "./oneHot.ts";
export type { PadMode } from "./pad/emit.ts";
export { type PadOptions, pad } from "./pad.ts";
export { type PixelShuffleOptions, pixelShuffle, pixelUnshuffle } from "./pixelShuffle.ts";
export {
  type ExpandDimsOptions,
  expandDims,
  type ReshapeOptions,
  reshape,
  type SqueezeOptions,
  squeeze,
} from "./reshape.ts";
export {
  type Resize2dOptions,
  type ResizeLinearOptions,
  type ResizeOptions,
  resize1d,
  resize2d,
  resize3d,
  type Upsample2dOptions,
  upsample2d,
} from "./resize.ts";
export type { AxisSides, SampleSides } from "./sides.ts";
export { type SliceBound, type SliceOptions, slice } from "./slice.ts";
export { type SplitOptions, split } from "./split.ts";
export { type StackOptions, stack } from "./stack.ts";
export { type RepeatOptions, repeat, type TileOptions, tile } from "./tile.ts";
export { type TransposeOptions, transpose } from "./transpose.ts";
