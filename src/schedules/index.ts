export { chain, type WarmUpOptions, warmUp } from "./compose.ts";
export {
  type CosineDecayOptions,
  type CosineRestartsOptions,
  cosineDecay,
  cosineRestarts,
  type OneCycleOptions,
  oneCycle,
} from "./cosine.ts";
export {
  constantRate,
  type ExponentialDecayOptions,
  exponentialDecay,
  type InverseRootOptions,
  inverseRoot,
  type MultiStepDecayOptions,
  multiStepDecay,
  type PolynomialDecayOptions,
  polynomialDecay,
  type StepDecayOptions,
  stepDecay,
} from "./decay.ts";
export { type OnPlateauOptions, onPlateau, type PlateauSchedule, type PlateauState } from "./onPlateau.ts";
export type { StepSchedule } from "./schedule.ts";
export { type TriangularOptions, triangular } from "./triangular.ts";
