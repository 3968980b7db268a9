/** What goes with a long training: `fovea/training`. */
export type { FollowerRun, FollowerState, Outcome } from "../schedules/outcome.ts";
export type { Follower, StopOutcome, Stopping, StoppingRun } from "../train/follow.ts";
export type {
  LayerStatistics,
  Moments,
  ParameterStatistics,
  Trouble,
  Watch,
  WatchEvent,
  WatchRun,
} from "../train/watch.ts";
export { type CrossValidation, crossValidate, type HeldOut } from "./crossValidate.ts";
export { type EarlyStoppingOptions, earlyStopping } from "./earlyStopping.ts";
export { type FindLearningRateOptions, findLearningRate, type LearningRates } from "./findLearningRate.ts";
export { type OverfitOptions, type OverfitReport, overfitOneBatch } from "./overfitOneBatch.ts";
export { type StatisticsOptions, statistics } from "./statistics.ts";
export type { Thresholds } from "./warnings.ts";
