// Stands in for main.mjs where the program of real data runs.
export { recipe1 as main } from "./mnist.mjs";
