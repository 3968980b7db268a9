export { type AdadeltaOptions, adadelta } from "./adadelta.ts";
export { type AdagradOptions, adagrad } from "./adagrad.ts";
export { type AdamOptions, adam } from "./adam.ts";
export { adamW } from "./adamW.ts";
export type { AdaptiveOptions } from "./adaptive.ts";
export { amsGrad } from "./amsGrad.ts";
export {
  type ExponentialAverageOptions,
  exponentialAverage,
  type WeightAverageOptions,
  weightAverage,
} from "./average.ts";
export { type ClipGradientsOptions, clipGradients } from "./clipGradients.ts";
export { type Constraint, constrain } from "./constrain.ts";
export { type LarsOptions, lars } from "./lars.ts";
export { type LionOptions, lion } from "./lion.ts";
export { type LookaheadOptions, lookahead } from "./lookahead.ts";
export type { ParameterMatch } from "./match.ts";
export { type MuonOptions, muon } from "./muon.ts";
export { type NAdamOptions, nAdam } from "./nAdam.ts";
export type { Optimizer, Schedule } from "./optimizer.ts";
export { type ParameterGroup, parameterGroups } from "./parameterGroups.ts";
export { customPenalty, l1Penalty, l2Penalty, orthogonalPenalty, type Penalty } from "./penalties.ts";
export { type PerceptronRuleOptions, perceptronRule } from "./perceptron.ts";
export { rAdam } from "./rAdam.ts";
export { type Regularizer, regularize } from "./regularize.ts";
export { type RmsPropOptions, rmsProp } from "./rmsProp.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
