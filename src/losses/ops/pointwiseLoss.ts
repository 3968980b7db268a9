import * as kernels from "../../../bindings/kernels.ts";
import { count, format, type Shape, sameShape } from "../../graph/shape.ts";
import type { Op } from "../../ops/op.ts";
import { constants } from "../../plan/constants.ts";
import type { Program } from "../../plan/program.ts";
import { flatWork } from "../../plan/program.ts";
import { rowsShape } from "../labels.ts";
import { chunkWork, refuseTargetGradient } from "./rowLoss.ts";

/** What is summed over the numbers of a row; the places are what the kernels call them by. */
export const pointwiseKinds = [
  "squared",
  "absolute",
  "huber",
  "hinge",
  "squaredHinge",
  "sigmoidCrossEntropy",
  "divergence",
  "logDivergence",
  "focal",
] as const;

export interface PointwiseLossAttributes {
  kind: (typeof pointwiseKinds)[number];
  /** A sample is a row, or each vector along the last axis is one. */
  rows: "samples" | "positions";
  /** The sum is multiplied by it, or by 1 over the numbers in a row. */
  factor: number | "mean";
  /** Times this as well. Default 1. */
  scale?: number;
  /** Delta, margin, smoothing or gamma. Default 0. */
  parameter?: number;
  /** A number for all, or for each channel: weights of positives, or alpha. Default none. */
  pattern?: readonly number[];
}

/** Numbers of a row that are summed together, at least. */
const CHUNK = 8192;

/** Multiply-adds that a number costs. */
const cost = ({ kind }: PointwiseLossAttributes): number =>
  kind === "sigmoidCrossEntropy" || kind === "focal" ? 40 : kind.endsWith("ivergence") ? 20 : 4;

/** A sum over the numbers of each row of f(output, target): two inputs of one shape. */
export const pointwiseLossOp: Op<PointwiseLossAttributes> = {
  name: "pointwiseLoss",

  infer({ rows, pattern }, [y, target], problem) {
    if (!sameShape(y, target)) problem({ got: `targets ${format(target)}`, expected: `${format(y)}, as the output` });
    const channels = y[y.length - 1];
    if (pattern && pattern.length !== 1 && pattern.length !== channels)
      problem({ got: `${pattern.length} weights`, expected: `one, or one for each of the ${channels} channels` });
    return { shape: rows === "samples" ? [1] : rowsShape(y) };
  },

  forward({ program, attributes, inputs: [y, target], output }) {
    const common = commonOf(program, attributes, y.shape, output.shape);
    const rows = count(output.shape);
    const chunks = Math.ceil(common.size / common.chunk);
    const sums = chunks > 1 ? program.slot("sums", chunks * rows * 4) : output.slot;
    const args = { sums, y: y.slot, target: target.slot, rows, ...common };
    program.emit(kernels.pointwiseLossForward, args, chunkWork(rows, common.size, common.chunk, cost(attributes)));
    if (chunks === 1) return;
    const total = { y: output.slot, partials: sums, count: rows, slices: chunks };
    program.emit(kernels.sumSlices, total, flatWork(rows, chunks));
  },

  backward(site) {
    const { program, attributes, inputs, outputGradient, inputGradients } = site;
    const [y, target] = inputs;
    const [dy, dtarget] = inputGradients;
    if (dtarget && attributes.kind === "focal") refuseTargetGradient(site);
    if (!dy && !dtarget) return;
    const common = commonOf(program, attributes, y.shape, outputGradient.shape);
    const slots = { dy: dy?.slot ?? null, dtarget: dtarget?.slot ?? null, dloss: outputGradient.slot };
    const args = { ...slots, y: y.slot, target: target.slot, ...common };
    const work = chunkWork(count(outputGradient.shape), common.size, common.chunk, cost(attributes));
    program.emit(kernels.pointwiseLossBackward, args, work, dy && !dtarget ? { inPlace: [dy.slot, y.slot] } : {});
  },
};

/** What forward and backward tell their kernels alike. */
function commonOf(program: Program, attributes: PointwiseLossAttributes, y: Shape, rows: Shape) {
  const { kind, factor, scale = 1, parameter = 0, pattern } = attributes;
  const size = count(y) / count(rows);
  const repeated = pattern && wholeVectors(pattern);
  const period = repeated?.length ?? 4;
  return {
    pattern: repeated ? constants(program, repeated) : null,
    size,
    chunk: period * Math.ceil(CHUNK / period),
    period,
    kind: pointwiseKinds.indexOf(kind),
    parameter,
    factor: scale * (factor === "mean" ? 1 / size : factor),
  };
}

/** `pattern` repeated until it fills whole vectors of four. */
function wholeVectors(pattern: readonly number[]): number[] {
  const times = [1, 2, 4].find((n) => (n * pattern.length) % 4 === 0) as number;
  return Array.from({ length: times }, () => pattern).flat();
}
