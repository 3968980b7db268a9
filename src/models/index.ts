export { efficientnetB0 } from "./efficientnetB0.ts";
export { type Lenet5Options, lenet5 } from "./lenet5.ts";
export { mobilenetV2 } from "./mobilenetV2.ts";
export type { ClassifierOptions } from "./options.ts";
export { resnet18, resnet50 } from "./resnet.ts";
export { resnet20 } from "./resnet20.ts";
export { squeezenet11 } from "./squeezenet11.ts";
