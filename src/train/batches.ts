import type { Samples, Values } from "../data/samples.ts";
import { fail, show } from "../error.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { count, format } from "../graph/shape.ts";
import type { Loss, Targets } from "../losses/loss.ts";

/** Copies samples into a batch: `fill(batch, order, from, to)` writes samples order[from..to), or from..to without an order. */
export interface Column {
  readonly size: number;
  /** Numbers in one sample. */
  readonly width: number;
  fill(batch: Float32Array | Int32Array, order: Uint32Array | null, from: number, to: number): void;
}

/** Samples checked against a graph: what training, evaluation and prediction copy from. */
export interface Batches {
  readonly size: number;
  readonly inputs: ReadonlyMap<Node, Column>;
  readonly targets: Readonly<Record<string, TargetColumn>>;
  readonly weights: Float32Array | null;
}

/** The samples of one step: order[from..to) of `data`, or from..to without an order. */
export interface Batch {
  readonly data: Batches;
  readonly order: Uint32Array | null;
  readonly from: number;
  readonly to: number;
}

/** What the targets of one output are, of whatever samples. */
export interface TargetKind {
  /** Number of classes, where targets are labels. */
  readonly classes: number | null;
  /** The label that counts for nothing. */
  readonly ignoreIndex: number | null;
}

/** Targets of one output. */
export interface TargetColumn extends Column, TargetKind {
  readonly values: Values;
}

/** What targets `losses` take, by output. */
export function targetKinds(graph: Graph, losses: Readonly<Record<string, Loss>>): Record<string, TargetKind> {
  return Object.fromEntries(
    Object.entries(losses).flatMap(([name, loss]) => {
      const targets = loss.targets(graph.outputs[name].shape);
      return targets ? [[name, { classes: targets.classes ?? null, ignoreIndex: loss.ignoreIndex ?? null }]] : [];
    }),
  );
}

/** What errors call a sample, by its number. */
type NameOf = (sample: number) => string;

const byNumber: NameOf = (sample) => `sample ${sample}`;

const namesOf =
  ({ names }: Samples): NameOf =>
  (sample) =>
    names?.[sample] ? `sample ${show(names[sample])}` : byNumber(sample);

/** The inputs in `x`, by node; all must hold the same number of samples. */
export function inputColumns(
  graph: Graph,
  x: Values | Record<string, Values>,
  where: string,
  nameOf: NameOf = byNumber,
  samples?: number,
): Map<Node, Column> {
  const byName = named(
    x,
    graph.inputs.map((node) => node.path),
    `${where} inputs`,
  );
  const columns = new Map(
    graph.inputs.map((node) => [
      node,
      inputColumn(node, byName[node.path], `${where} input ${show(node.path)}`, nameOf, samples),
    ]),
  );
  sizeOf(columns.values(), where);
  return columns;
}

/** Everything in `samples` that training on `losses` needs, checked: shapes, sizes, finite values, labels in range. */
export function batches(
  graph: Graph,
  losses: Readonly<Record<string, Loss>>,
  samples: Samples,
  where: string,
): Batches {
  if (typeof samples !== "object" || samples === null || !("x" in samples))
    fail("data", { where, got: show(samples), expected: "samples { x, y }", hint: "digits() and mnist() return them" });
  const nameOf = namesOf(samples);
  const inputs = inputColumns(graph, samples.x, where, nameOf, samples.size);
  const size = sizeOf(inputs.values(), where);
  if (samples.size !== undefined && samples.size !== size)
    fail("data", { where, got: `size ${show(samples.size)}`, expected: `${size}, as the inputs hold` });
  const wanted = Object.entries(losses).flatMap(([name, loss]): [string, Loss, Targets][] => {
    const targets = loss.targets(graph.outputs[name].shape);
    return targets ? [[name, loss, targets]] : [];
  });
  const names = wanted.map(([name]) => name);
  if (names.length && samples.y === undefined) fail("data", { where, got: "no y", expected: "targets for every loss" });
  const y = names.length ? named(samples.y as Values, names, `${where} targets`) : {};
  const targets = Object.fromEntries(
    wanted.map(([name, loss, each]) => [
      name,
      targetColumn(loss, each, y[name], size, `${where} targets ${show(name)}`, nameOf),
    ]),
  );
  return { size, inputs, targets, weights: checkWeights(samples.weights, size, where, nameOf) };
}

function named(
  given: Values | Record<string, Values>,
  names: readonly string[],
  where: string,
): Record<string, Values> {
  if (ArrayBuffer.isView(given)) {
    if (names.length === 1) return { [names[0]]: given };
    fail("data", { where, got: show(given), expected: `a record with ${names.join(", ")}` });
  }
  if (typeof given !== "object" || given === null || Array.isArray(given))
    fail("data", {
      where,
      got: show(given),
      expected:
        names.length > 1 ? `a record with ${names.join(", ")}` : "a typed array, such as Float32Array.from(...)",
    });
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown)
    fail("data", {
      where,
      got: `an array for ${show(unknown)}`,
      expected: `arrays for ${names.join(", ")} only`,
      ...("data" in given && { hint: "the numbers of a picture are its data" }),
    });
  const missing = names.find((name) => !given[name]);
  if (missing)
    fail("data", { where, got: `no array for ${show(missing)}`, expected: `arrays for ${names.join(", ")}` });
  return given;
}

const kinds = [Float32Array, Uint8Array, Int32Array, Uint8ClampedArray];

/** Samples in `values` of `width` numbers each. */
function samplesIn(values: Values, width: number, shape: string, where: string): number {
  if (!kinds.some((kind) => (values as unknown) instanceof kind))
    fail("data", { where, got: show(values), expected: "a Float32Array, Uint8Array or Int32Array" });
  if (values.length === 0) fail("data", { where, got: "no samples", expected: "at least one" });
  if (values.length % width)
    fail("data", {
      where,
      got: `${values.length} numbers, ${(values.length / width).toFixed(2)} samples`,
      expected: `a multiple of ${width}, one sample of shape ${shape}`,
    });
  return values.length / width;
}

function sizeOf(columns: Iterable<Column>, where: string): number {
  const sizes = [...columns].map((column) => column.size);
  if (sizes.some((size) => size !== sizes[0]))
    fail("data", { where, got: `inputs of ${sizes.join(" and ")} samples`, expected: "as many of each" });
  return sizes[0];
}

function inputColumn(node: Node, values: Values, where: string, nameOf: NameOf, samples?: number): Column {
  const width = count(node.shape);
  const each = values.length / (samples ?? Number.NaN);
  if (Number.isInteger(each) && each !== width)
    fail("data", { where, got: `${each} numbers a sample`, expected: `${width}, of shape ${format(node.shape)}` });
  const size = samplesIn(values, width, format(node.shape), where);
  if (values instanceof Float32Array) checkFinite(values, width, where, nameOf);
  const fill =
    values instanceof Float32Array || values instanceof Int32Array ? fillFloats(node, values) : fillBytes(node, values);
  return { size, width, fill: (batch, order, from, to) => fill(batch, width, order, from, to) };
}

type Fill = (
  batch: Float32Array | Int32Array,
  width: number,
  order: Uint32Array | null,
  from: number,
  to: number,
) => void;

/** A table of what each byte becomes, for each channel: one load instead of a subtraction and a division. */
function fillBytes({ preprocessing, shape }: Node, values: Uint8Array): Fill {
  const { mean, std } = preprocessing ?? { mean: [0], std: [1] };
  const channels = mean.length === 1 && std.length === 1 ? 1 : shape[shape.length - 1];
  const tables = Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: 256 }, (_, byte) => (byte - (mean[c] ?? mean[0])) / (std[c] ?? std[0])),
  );
  return (batch, width, order, from, to) => {
    for (let i = from, at = 0; i < to; i++, at += width) {
      const source = (order ? order[i] : i) * width;
      if (channels === 3) fillColours(batch, at, values, source, width, tables);
      else
        for (let c = 0; c < channels; c++) {
          const table = tables[c];
          for (let k = c; k < width; k += channels) batch[at + k] = table[values[source + k]];
        }
    }
  };
}

/** Three channels at a time: four times as fast as one by one, which a large image feels. */
function fillColours(
  batch: Float32Array | Int32Array,
  at: number,
  values: Uint8Array,
  source: number,
  width: number,
  [red, green, blue]: readonly Float32Array[],
): void {
  for (let k = 0; k < width; k += 3) {
    batch[at + k] = red[values[source + k]];
    batch[at + k + 1] = green[values[source + k + 1]];
    batch[at + k + 2] = blue[values[source + k + 2]];
  }
}

function fillFloats({ preprocessing, shape }: Node, values: Float32Array | Int32Array): Fill {
  const { mean, std } = preprocessing ?? { mean: [0], std: [1] };
  const channels = shape[shape.length - 1];
  const means = Float64Array.from({ length: channels }, (_, c) => mean[c] ?? mean[0]);
  const stds = Float64Array.from({ length: channels }, (_, c) => std[c] ?? std[0]);
  return (batch, width, order, from, to) => {
    for (let i = from, at = 0; i < to; i++, at += width) {
      const source = (order ? order[i] : i) * width;
      if (!preprocessing) for (let k = 0; k < width; k++) batch[at + k] = values[source + k];
      else
        for (let c = 0; c < channels; c++) {
          const [m, s] = [means[c], stds[c]];
          for (let k = c; k < width; k += channels) batch[at + k] = (values[source + k] - m) / s;
        }
    }
  };
}

function targetColumn(
  { ignoreIndex }: Loss,
  { shape, classes }: Targets,
  values: Values,
  size: number,
  where: string,
  nameOf: NameOf,
): TargetColumn {
  const width = count(shape);
  const labels = width === 1 ? "one label" : `${width} labels`;
  const given = samplesIn(values, width, classes ? labels : format(shape), where);
  if (given !== size)
    fail("data", { where, got: `targets of ${given} samples`, expected: `${size}, as many as inputs` });
  if (classes) checkLabels(values, width, classes, ignoreIndex, where, nameOf);
  else if (values instanceof Float32Array) checkFinite(values, width, where, nameOf);
  const fill = (batch: Float32Array | Int32Array, order: Uint32Array | null, from: number, to: number): void => {
    for (let i = from, at = 0; i < to; i++) {
      const source = (order ? order[i] : i) * width;
      for (let k = 0; k < width; k++) batch[at++] = values[source + k];
    }
  };
  return { size, width, values, classes: classes ?? null, ignoreIndex: ignoreIndex ?? null, fill };
}

function checkFinite(values: Float32Array, width: number, where: string, nameOf: NameOf): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      fail("data", {
        where: `${where}, ${nameOf(Math.floor(i / width))}`,
        got: `${values[i]} at its number ${i % width}`,
        expected: "finite numbers",
      });
}

function checkLabels(
  values: Values,
  width: number,
  classes: number,
  ignoreIndex: number | undefined,
  where: string,
  nameOf: NameOf,
): void {
  for (let i = 0; i < values.length; i++)
    if (!(Number.isInteger(values[i]) && values[i] >= 0 && values[i] < classes) && values[i] !== ignoreIndex)
      fail("data", {
        where: `${where}, ${nameOf(Math.floor(i / width))}`,
        got: `label ${values[i]}`,
        expected: `a whole number from 0 to ${classes - 1}${ignoreIndex === undefined ? "" : `, or ${ignoreIndex}`}`,
      });
}

function checkWeights(
  weights: Float32Array | undefined,
  size: number,
  where: string,
  nameOf: NameOf,
): Float32Array | null {
  if (weights === undefined) return null;
  if (!(weights instanceof Float32Array) || weights.length !== size)
    fail("data", {
      where: `${where} weights`,
      got: show(weights),
      expected: `a Float32Array of ${size}, one weight a sample`,
    });
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad >= 0)
    fail("data", {
      where: `${where} weights, ${nameOf(bad)}`,
      got: String(weights[bad]),
      expected: "a finite number, not negative",
    });
  return weights;
}
