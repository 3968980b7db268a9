export { type DropBlockOptions, dropBlock } from "./dropBlock.ts";
export { channelDropout, dropPath } from "./dropFactors.ts";
export { alphaDropout, type DropoutOptions, dropout } from "./dropout.ts";
export { type GaussianNoiseOptions, gaussianDropout, gaussianNoise } from "./gaussianNoise.ts";
