export { type BiasOptions, bias } from "./bias.ts";
export { type DenseOptions, dense } from "./dense.ts";
export { type EmbeddingOptions, embedding } from "./embedding.ts";
export { type GramOptions, gram } from "./gram.ts";
export { type MatmulOptions, matmul } from "./matmul.ts";
