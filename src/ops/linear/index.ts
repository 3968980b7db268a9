export { type BiasOptions, bias } from "./bias.ts";
export { type DenseOptions, dense } from "./dense.ts";
