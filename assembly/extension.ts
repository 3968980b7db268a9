// Kernels that small programs do without: a second .wasm beside the core, loaded when a program first uses one of them.

export * from "./optimizers/adaptive";
export * from "./optimizers/average";
export * from "./optimizers/norms";
export * from "./optimizers/scaled";
export * from "./shape/argmax";
export * from "./shape/gather";
export * from "./shape/pad";
export * from "./shape/resample";
export * from "./shape/strided";
