// Stands in for fovea.mjs where the library is an installed package: what users write, through the package's `exports`.
export { engine, model, sgd, softmaxCrossEntropy } from "fovea";
export { digits } from "fovea/data";
export { lenet5 } from "fovea/models";
