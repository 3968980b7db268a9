// Losses of whole maps: what a loss puts behind the output, before the mean over rows.
import { MAP, POSITIVE, ROWS, whole } from "./shapes.mjs";

const SHARES = { centre: 0.5, reach: 0.5 };
const values = { inputs: [MAP, MAP], gradients: [0] };
const shares = { ...values, ranges: [{}, SHARES] };
const both = { ...values, ranges: [POSITIVE, SHARES] };
const labels = { inputs: [MAP, [56, 56]], ranges: [{}, whole(64)], gradients: [0] };

const of = (name, options) => (f) => (y, t) => f[name](options).of(y, t);

export const losses = [
  ["softmaxCrossEntropy, labels", of("softmaxCrossEntropy"), labels],
  ["softmaxCrossEntropy, probabilities", of("softmaxCrossEntropy", { targets: "probabilities" }), shares],
  ["sigmoidCrossEntropy", of("sigmoidCrossEntropy"), shares],
  ["negativeLogLikelihood", of("negativeLogLikelihood"), labels],
  ["focalLoss", of("focalLoss"), shares],
  ["meanSquaredError", of("meanSquaredError"), values],
  ["meanAbsoluteError", of("meanAbsoluteError"), values],
  ["euclidean", of("euclidean"), values],
  ["huberLoss", of("huberLoss"), values],
  ["smoothL1Loss", of("smoothL1Loss"), values],
  ["hingeLoss", of("hingeLoss"), labels],
  ["perceptronLoss", of("perceptronLoss"), labels],
  ["klDivergence", of("klDivergence"), both],
  ["diceLoss", of("diceLoss"), shares],
  ["jaccardLoss", of("jaccardLoss"), shares],
  ["totalVariation", (f) => f.totalVariation()],
  ["distance", (f) => f.distance(), { inputs: [ROWS, ROWS] }],
  ["cosineSimilarity", (f) => f.cosineSimilarity(), { inputs: [ROWS, ROWS] }],
];
