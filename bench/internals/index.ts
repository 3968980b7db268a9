// All that the benchmark uses of fovea's sources; support/internals.mjs bundles it. What is not public API stands in this folder alone.
export * as augment from "../../src/augment/index.ts";
export * as data from "../../src/data/index.ts";
export * as images from "../../src/images/index.ts";
export * from "../../src/index.ts";
export * as models from "../../src/models/index.ts";
export { graphFromJson, graphToJson } from "./graphJson.ts";
export { planSizes } from "./memory.ts";
export { OpPass } from "./pass.ts";
export { describe, firstMultiplyAdds, multiplyAdds, multiplyAddsOf } from "./portable.ts";
