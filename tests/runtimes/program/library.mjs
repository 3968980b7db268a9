// All of the library, for the program of all ops: by path, in a project where the package is installed.

export * as augment from "./node_modules/fovea/build/src/augment/index.js";
export * from "./node_modules/fovea/build/src/index.js";
