// What every entry of the package exports, but for `engine`, which each entry gives a core of its own.

export type { Samples, Values } from "./data/samples.ts";
export { Engine, type EngineInfo, type EngineOptions } from "./engine.ts";
export { type ErrorCode, FoveaError } from "./error.ts";
export { type Graph, graph } from "./graph/graph.ts";
export {
  constant,
  glorotNormal,
  glorotUniform,
  type HeOptions,
  heNormal,
  heUniform,
  type Initializer,
  lecunNormal,
  lecunUniform,
  normal,
  uniform,
} from "./graph/initializer.ts";
export { type InputOptions, input } from "./graph/input.ts";
export type { LayerOptions } from "./graph/layer.ts";
export type { Layer, Node } from "./graph/node.ts";
export { named, sequential } from "./graph/sequential.ts";
export type { Shape } from "./graph/shape.ts";
export { type LoadOptions, load } from "./io/load.ts";
export type { SaveOptions } from "./io/save.ts";
export * from "./losses/index.ts";
export { Model, type ModelOptions, model } from "./model.ts";
export type { ParameterValues } from "./network.ts";
export * from "./ops/activation/index.ts";
export * from "./ops/arithmetic/index.ts";
export * from "./ops/convolution/index.ts";
export * from "./ops/linear/index.ts";
export * from "./ops/normalization/index.ts";
export * from "./ops/pooling/index.ts";
export * from "./ops/reduction/index.ts";
export * from "./ops/regularization/index.ts";
export * from "./ops/shape/index.ts";
export type { Padding, Pair } from "./ops/window.ts";
export type { Padding1d, Padding3d, Side, Triple } from "./ops/windowNd.ts";
export * from "./optimizers/index.ts";
export * from "./schedules/index.ts";
export type { EvaluateOptions, Evaluation } from "./train/evaluate.ts";
export type { Data, FitEvent, FitOptions } from "./train/fit.ts";
export type { GradientOptions, Gradients } from "./train/gradients.ts";
export type { PredictOptions } from "./train/predict.ts";
export type { Position } from "./train/training.ts";
export { version } from "./version.ts";
