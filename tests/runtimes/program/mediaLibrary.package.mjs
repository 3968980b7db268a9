// Stands in for mediaLibrary.mjs where a bundler finds the package.
export * from "fovea/audio";
export * from "fovea/images";
