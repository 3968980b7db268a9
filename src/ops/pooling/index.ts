export { type AveragePoolOptions, averagePool2d } from "./averagePool2d.ts";
export { type GlobalPoolOptions, globalAveragePool2d, globalMaxPool2d } from "./globalPool.ts";
export { maxPool2d } from "./maxPool2d.ts";
export type { PoolOptions } from "./pool.ts";
