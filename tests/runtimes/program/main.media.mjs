// Stands in for main.mjs where the program of pictures and sound runs.
export { media as main } from "./media.mjs";
