// Stands in for main.mjs where the program of all ops runs.
export { ops as main } from "./ops.mjs";
