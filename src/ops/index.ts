// The entry "fovea/ops": what one needs to write an op of one's own (docs/custom.md), but for "fovea/kernels". Those are an entry of
// their own because a namespace of all of them, in a file that others share, would stay in every bundle.

export type { Kernel, Slot } from "../../bindings/slot.ts";
export type { Initializer } from "../graph/initializer.ts";
export type { Layer, Node, Parameter } from "../graph/node.ts";
export { count, type Shape } from "../graph/shape.ts";
export { type CallOptions, flatWork, type Program, type Work, work } from "../plan/program.ts";
export { layerOf } from "./custom.ts";
export type { Epilogue, Step } from "./epilogue.ts";
export type { BackwardSite, Inferred, Op, ParameterSpec, ShapeProblem, Site, Tensor } from "./op.ts";
