// Stands in for library.mjs where a bundler finds the package.
export * from "fovea";
export * as augment from "fovea/augment";
