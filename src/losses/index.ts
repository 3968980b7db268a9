export { type AdversarialLossOptions, discriminatorLoss, generatorLoss } from "./adversarialLosses.ts";
export { giouLoss, iouLoss } from "./boxLoss.ts";
export { type CtcLossOptions, ctcLoss } from "./ctcLoss.ts";
export { type CustomLossOptions, customLoss, type MinimizeOptions, minimize } from "./customLoss.ts";
export {
  type ContrastiveLossOptions,
  type CosineEmbeddingLossOptions,
  type CosineSimilarityOptions,
  contrastiveLoss,
  cosineEmbeddingLoss,
  cosineSimilarity,
  type DistanceOptions,
  distance,
  type TripletLossOptions,
  tripletLoss,
} from "./embeddingLosses.ts";
export { euclidean } from "./euclidean.ts";
export { type FocalLossOptions, focalLoss } from "./focalLoss.ts";
export { type HingeLossOptions, hingeLoss, type PerceptronLossOptions, perceptronLoss } from "./hingeLoss.ts";
export { type HuberLossOptions, huberLoss, type SmoothL1LossOptions, smoothL1Loss } from "./huberLoss.ts";
export { contentLoss, styleLoss, type TotalVariationOptions, totalVariation } from "./imageLosses.ts";
export { type KlDivergenceOptions, klDivergence } from "./klDivergence.ts";
export type { LabelOptions } from "./labels.ts";
export type { Loss, LossOptions, Reduction, Targets } from "./loss.ts";
export { meanAbsoluteError } from "./meanAbsoluteError.ts";
export { meanSquaredError } from "./meanSquaredError.ts";
export { type NegativeLogLikelihoodOptions, negativeLogLikelihood } from "./negativeLogLikelihood.ts";
export { type DiceLossOptions, diceLoss, type JaccardLossOptions, jaccardLoss } from "./overlapLosses.ts";
export { type SigmoidCrossEntropyOptions, sigmoidCrossEntropy } from "./sigmoidCrossEntropy.ts";
export { type SoftmaxCrossEntropyOptions, softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";
