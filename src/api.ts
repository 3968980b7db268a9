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
} from "./graph/initializer.ts";
export { type InputOptions, input } from "./graph/input.ts";
export type { LayerOptions } from "./graph/layer.ts";
export type { Layer, Node } from "./graph/node.ts";
export { named, sequential } from "./graph/sequential.ts";
export type { Shape } from "./graph/shape.ts";
export { type LoadOptions, load } from "./io/load.ts";
export type { SaveOptions } from "./io/save.ts";
export { euclidean } from "./losses/euclidean.ts";
export type { Loss } from "./losses/loss.ts";
export { meanSquaredError } from "./losses/meanSquaredError.ts";
export { type SoftmaxCrossEntropyOptions, softmaxCrossEntropy } from "./losses/softmaxCrossEntropy.ts";
export { Model, type ModelOptions, model } from "./model.ts";
export type { ParameterValues } from "./network.ts";
export { relu, relu6, sigmoid, silu, tanh } from "./ops/activation.ts";
export { add } from "./ops/add.ts";
export { type AveragePoolOptions, averagePool2d } from "./ops/averagePool2d.ts";
export { type BatchNormOptions, batchNorm } from "./ops/batchNorm.ts";
export { type BiasOptions, bias } from "./ops/bias.ts";
export type { Merge } from "./ops/broadcast.ts";
export { type ConcatOptions, concat } from "./ops/concat.ts";
export { type Conv2dOptions, conv2d } from "./ops/conv2d.ts";
export { type DenseOptions, dense } from "./ops/dense.ts";
export { flatten } from "./ops/flatten.ts";
export { type GlobalPoolOptions, globalAveragePool2d, globalMaxPool2d } from "./ops/globalPool.ts";
export { maxPool2d } from "./ops/maxPool2d.ts";
export { multiply } from "./ops/multiply.ts";
export type { PoolOptions } from "./ops/pool.ts";
export { softmax } from "./ops/softmax.ts";
export type { Padding, Pair } from "./ops/window.ts";
export { type AdamOptions, adam } from "./optimizers/adam.ts";
export type { Optimizer, Schedule } from "./optimizers/optimizer.ts";
export { type SgdOptions, sgd } from "./optimizers/sgd.ts";
export type { EvaluateOptions, Evaluation } from "./train/evaluate.ts";
export type { FitEvent, FitOptions } from "./train/fit.ts";
export type { GradientOptions, Gradients } from "./train/gradients.ts";
export type { PredictOptions } from "./train/predict.ts";
export type { Position } from "./train/training.ts";
export { version } from "./version.ts";
