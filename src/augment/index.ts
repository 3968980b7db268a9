/** Transforms of pictures, by the core's kernels: `fovea/augment`. */
export {
  type RotateOptions,
  rotate,
  type ScaleOptions,
  type ShearOptions,
  scale,
  shear,
  type TranslateOptions,
  translate,
} from "./affine.ts";
export { type Augmentation, type Augmented, type AugmentOptions, augment } from "./augment.ts";
export type { Border, BorderOptions } from "./border.ts";
export type { MovingBoxes, Point } from "./boxes.ts";
export type { Canvas } from "./canvas.ts";
export { type ColorJitterOptions, colorJitter } from "./colorJitter.ts";
export { inOrder, oneOf, type SometimesOptions, sometimes } from "./compose.ts";
export type { AugmentContext } from "./context.ts";
export {
  type CenterCropOptions,
  type CropOptions,
  centerCrop,
  crop,
  type Padding,
  type RandomCropOptions,
  randomCrop,
} from "./crop.ts";
export { type CutMixOptions, cutMix } from "./cutMix.ts";
export { type ElasticDistortionOptions, elasticDistortion } from "./elastic.ts";
export { type CutoutOptions, cutout, type Fill, type RandomErasingOptions, randomErasing } from "./erase.ts";
export type { SampleSource } from "./fitted.ts";
export { type FiveCropOptions, fiveCrop } from "./fiveCrop.ts";
export { type FlipOptions, flip, type RandomFlipOptions, randomFlip } from "./flip.ts";
export { type GrayscaleOptions, grayscale, type RandomGrayscaleOptions, randomGrayscale } from "./grayscale.ts";
export type { Layer, Size } from "./layer.ts";
export type { BatchTransform, MixOptions } from "./mixing.ts";
export { mixUp } from "./mixUp.ts";
export { type GaussianNoiseOptions, gaussianNoise } from "./noise.ts";
export { type NormalizeOptions, normalize } from "./normalize.ts";
export { type PadOptions, pad } from "./pad.ts";
export { type Pca, type PcaNoiseOptions, pcaNoise, pcaOf } from "./pca.ts";
export { type RandomPerspectiveOptions, randomPerspective } from "./perspective.ts";
export { type AutoAugmentOptions, autoAugment } from "./policies/autoAugment.ts";
export {
  type RandAugmentOptions,
  randAugment,
  type TrivialAugmentOptions,
  trivialAugment,
} from "./policies/randAugment.ts";
export {
  type AffineRanges,
  type RandomAffineOptions,
  type RandomRotationOptions,
  type RandomZoomOptions,
  randomAffine,
  randomRotation,
  randomZoom,
} from "./randomAffine.ts";
export type { Range } from "./range.ts";
export { type ResizeOptions, resize } from "./resize.ts";
export { type RandomResizedCropOptions, randomResizedCrop } from "./resizedCrop.ts";
export { type GaussianBlurOptions, gaussianBlur, type SharpnessOptions, sharpness } from "./smooth.ts";
export type { Spread } from "./spread.ts";
export {
  autoContrast,
  equalize,
  invert,
  type PosterizeOptions,
  posterize,
  type SolarizeOptions,
  solarize,
} from "./tones.ts";
export type { Json, Transform } from "./transform.ts";
export type { Sampling, WarpOptions } from "./warp.ts";
export { whiten, type Zca, type ZcaOptions, zcaOf } from "./whiten.ts";
