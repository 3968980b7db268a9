// Where the smoke program finds the library: by path, as the one way that works in every runtime, in a page and in a worker
// (import maps do not reach workers). The bundles swap this file for fovea.package.mjs.

export { digits } from "../../../build/src/data/index.js";
export { engine, model, sgd, softmaxCrossEntropy } from "../../../build/src/index.js";
export { lenet5 } from "../../../build/src/models/index.js";
