export { type BiasOptions, bias } from "./bias.ts";
export { type DenseOptions, dense } from "./dense.ts";
export { type EmbeddingOptions, embedding } from "./embedding.ts";
