// Stands in for main.mjs where the program of the recipes runs.
export { recipe as main } from "./recipe.mjs";
