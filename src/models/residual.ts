import type { Layer } from "../graph/node.ts";
import { named } from "../graph/sequential.ts";
import { relu } from "../ops/activation/rectifiers.ts";
import { add } from "../ops/arithmetic/add.ts";
import { chain, convNorm } from "./blocks.ts";

/** Two 3x3 convolutions. Source: He et al. 2015, figure 5, left. */
export const basicBlock = (filters: number, stride: number): Layer =>
  residual(
    filters,
    stride,
    chain(
      named("first", convNorm({ filters, kernel: 3, stride, activation: relu })),
      named("second", convNorm({ filters, kernel: 3 })),
    ),
  );

/** Convolutions of 1x1, 3x3 and 1x1, the last to four times `filters`. Source: He et al. 2015, figure 5, right. */
export const bottleneck = (filters: number, stride: number): Layer =>
  residual(
    4 * filters,
    stride,
    chain(
      named("reduce", convNorm({ filters, kernel: 1, activation: relu })),
      named("spatial", convNorm({ filters, kernel: 3, stride, activation: relu })),
      named("restore", convNorm({ filters: 4 * filters, kernel: 1 })),
    ),
  );

/** y = relu(body(x) + x), with x brought to the body's shape by a 1x1 convolution where it has another. */
const residual =
  (filters: number, stride: number, body: Layer): Layer =>
  (x) => {
    const fits = stride === 1 && x.shape[2] === filters;
    const shortcut = fits ? x : named("shortcut", convNorm({ filters, kernel: 1, stride }))(x);
    return relu()(add()(body(x), shortcut));
  };
