export { add } from "./add.ts";
export type { Merge } from "./broadcast.ts";
export { multiply } from "./multiply.ts";
