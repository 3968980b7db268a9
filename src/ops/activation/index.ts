export {
  type CeluOptions,
  celu,
  type EluOptions,
  elu,
  logSigmoid,
  type SoftplusOptions,
  selu,
  softplus,
} from "./exponentials.ts";
export { type GeluOptions, gelu, hardSwish, mish, silu, silu as swish } from "./gated.ts";
export { type HardShrinkOptions, hardShrink } from "./hardShrink.ts";
export { crelu, glu, type MaxoutOptions, maxout } from "./pieces.ts";
export { type PreluOptions, prelu } from "./prelu.ts";
export { type LeakyReluOptions, leakyRelu, relu, relu6, type ThresholdOptions, threshold } from "./rectifiers.ts";
export { type RreluOptions, rrelu } from "./rrelu.ts";
export {
  absTanh,
  type HardSigmoidOptions,
  type HardTanhOptions,
  hardSigmoid,
  hardTanh,
  sigmoid,
  softsign,
  tanh,
} from "./sigmoids.ts";
export { logSoftmax, type SoftmaxOptions, softmax } from "./softmax.ts";
export { type StepOptions, step } from "./step.ts";
