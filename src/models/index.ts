export { type Lenet5Options, lenet5 } from "./lenet5.ts";
