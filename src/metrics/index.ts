/** Numbers that say how good a model is: `fovea/metrics`. Given to `evaluate({ metrics })`, and to `fit({ metrics })` for validation. */
export type { Metric, MetricOutput, MetricRun, Metrics, MetricValue } from "../train/metric.ts";
export { accuracy, confusion, f1, meanIoU, type NamedClassOptions, precision, recall, topK } from "./classification.ts";
export {
  type Detection,
  DetectionMetric,
  type DetectionReport,
  intersectionOverUnion,
  type MeanAveragePrecisionOptions,
  meanAveragePrecision,
  type TrueBox,
} from "./detection.ts";
export { auc, averagePrecision, type RankingOptions } from "./ranking.ts";
export { meanAbsoluteError, rootMeanSquaredError, rSquared, type ValueOptions } from "./regression.ts";
export type { Average, AverageOptions } from "./tally.ts";
export type { ClassOptions, TargetKind } from "./targets.ts";
