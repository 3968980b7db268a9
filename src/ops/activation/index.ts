export { relu, relu6, sigmoid, silu, tanh } from "./activation.ts";
export { softmax } from "./softmax.ts";
