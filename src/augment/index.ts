/** Transforms of pictures, by the core's kernels: `fovea/augment`. */
export { type Augmentation, type AugmentContext, type AugmentOptions, augment } from "./augment.ts";
export type { Border, BorderOptions } from "./border.ts";
export type { MovingBoxes, Point } from "./boxes.ts";
export type { Canvas } from "./canvas.ts";
export { inOrder, oneOf, type SometimesOptions, sometimes } from "./compose.ts";
export { type Padding, type RandomCropOptions, randomCrop } from "./crop.ts";
export { type FlipOptions, flip, type RandomFlipOptions, randomFlip } from "./flip.ts";
export type { Layer, Size } from "./layer.ts";
export type { Json, Transform } from "./transform.ts";
