// Pictures and sound of the library: by path, in a project where the package is installed.
export * from "./node_modules/fovea/build/src/audio/index.js";
export * from "./node_modules/fovea/build/src/images/index.js";
