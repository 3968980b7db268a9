export type { ReduceOptions } from "./axes.ts";
export { reduceMax, reduceMin } from "./reduceMax.ts";
export { reduceMean, reduceSum } from "./reduceSum.ts";
export { type ReduceVarianceOptions, reduceVariance } from "./reduceVariance.ts";
