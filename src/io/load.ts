import { Engine } from "../engine.ts";
import { checkOptions, fail, show } from "../error.ts";
import type { Graph } from "../graph/graph.ts";
import { count, format, sameShape } from "../graph/shape.ts";
import { Model } from "../model.ts";
import { Network } from "../network.ts";
import { ops } from "../ops/all.ts";
import { checkOp } from "../ops/custom.ts";
import type { Op } from "../ops/op.ts";
import type { Position } from "../train/training.ts";
import { graphFromJson } from "./graphJson.ts";
import { decode, type Stored } from "./safetensors.ts";
import { FORMAT, KEPT, STATE } from "./save.ts";

/** Options of {@link load}. */
export interface LoadOptions {
  /** Memory and threads to run on. */
  engine: Engine;
  /** Ops of your own that the model was made with (docs/custom.md). Default none. */
  ops?: readonly Op<never>[];
}

/**
 * The model in a safetensors file that `save` made: graph, parameters, class names and, if it was saved with
 * `training: true`, all that `fit({ resume: true })` needs.
 *
 * @throws FoveaError when the file is cut off, damaged, not fovea's, or of a newer format; then nothing is left in memory.
 * @example
 * const net = await load(bytes, { engine: await engine() });
 */
export async function load(file: Uint8Array | ArrayBuffer, options: LoadOptions): Promise<Model> {
  checkOptions("load", options, ["engine", "ops"]);
  if (!(options.engine instanceof Engine))
    fail("option", {
      where: "load.engine",
      got: show(options.engine),
      expected: "an engine",
      hint: "await engine() makes one",
    });
  if (!(file instanceof Uint8Array || file instanceof ArrayBuffer))
    fail("option", { where: "load", got: show(file), expected: "a Uint8Array or ArrayBuffer" });
  const known = withOwn(options.ops ?? []);
  const stored = decode(file instanceof Uint8Array ? file : new Uint8Array(file));
  checkFormat(stored);
  const graph = graphFromJson(stored.metadata["fovea.graph"], known);
  const values = [...graph.parameters].map(([parameter, path]) => ({
    parameter,
    path,
    data: tensor(stored, path, parameter.shape),
  }));
  const training = readTraining(stored, graph);
  const classes = json<unknown>(stored, "fovea.classes", []);
  if (!isNames(classes))
    fail("format", {
      where: "model file, fovea.classes",
      got: show(classes),
      expected: "names",
      hint: "the file is damaged",
    });
  const network = new Network(graph, options.engine, classes);
  for (const { parameter, path, data } of values) network.parameterBlock.set(parameter, data, path);
  network.position = training?.position ?? null;
  network.loadedState = training?.state ?? null;
  network.kept = training?.kept ?? null;
  return new Model(network);
}

/** Fovea's ops and the user's own, by name. */
function withOwn(own: readonly Op<never>[]): ReadonlyMap<string, Op<never>> {
  if (!Array.isArray(own)) fail("option", { where: "load.ops", got: show(own), expected: "an array of ops" });
  const all = new Map(ops);
  for (const op of own) {
    checkOp("load.ops", op);
    if (all.has(op.name))
      fail("option", {
        where: "load.ops",
        got: `${ops.has(op.name) ? "an op" : "two ops"} named ${show(op.name)}`,
        expected: "a name that no other op has",
        ...(ops.has(op.name) && { hint: "fovea has an op of that name" }),
      });
    all.set(op.name, op);
  }
  return all;
}

function checkFormat({ metadata }: Stored): void {
  const where = "model file";
  if (metadata.format !== "fovea" || !metadata["fovea.graph"])
    fail("format", {
      where,
      got: "a safetensors file without fovea's graph",
      expected: "one that save() made",
      hint: "setParameters() takes weights of other origin",
    });
  const format = Number(metadata["fovea.format"]);
  if (!(format >= 1 && format <= FORMAT))
    fail("format", {
      where,
      got: `format ${metadata["fovea.format"]}, written by fovea ${metadata["fovea.version"]}`,
      expected: `format ${FORMAT} or older`,
      hint: format > FORMAT ? "a newer fovea reads it" : "the file is damaged",
    });
}

function tensor({ tensors }: Stored, name: string, shape: readonly number[]): Float32Array {
  const found = tensors.get(name);
  const where = `model file, tensor ${show(name)}`;
  if (!found)
    fail("format", { where, got: "none", expected: `one of shape ${format(shape)}`, hint: "the file is damaged" });
  if (!sameShape(found.shape, shape))
    fail("format", { where, got: `shape ${format(found.shape)}`, expected: format(shape) });
  if (found.data.length !== count(shape))
    fail("format", { where, got: `${found.data.length} numbers`, expected: `${count(shape)}` });
  return found.data;
}

function json<T>({ metadata }: Stored, key: string, fallback: T): T {
  if (metadata[key] === undefined) return fallback;
  try {
    return JSON.parse(metadata[key]);
  } catch {
    fail("format", {
      where: `model file, ${key}`,
      got: show(metadata[key]),
      expected: "JSON",
      hint: "the file is damaged",
    });
  }
}

interface LoadedTraining {
  position: Position;
  state: Record<string, Map<string, Float32Array>>;
  kept: Map<string, Float32Array> | null;
}

function readTraining(stored: Stored, { parameters }: Graph): LoadedTraining | null {
  type Saved = { position: Position; state: string[]; empty?: string[] };
  const saved = json<Saved | null>(stored, "fovea.training", null);
  if (saved === null) return null;
  const { empty = [] } = saved;
  if (!isNames(saved.state) || !isNames(empty) || !isPosition(saved.position))
    fail("format", {
      where: "model file, fovea.training",
      got: show(stored.metadata["fovea.training"]),
      expected: "a position and names of state",
      hint: "the file is damaged",
    });
  const state = saved.state.map((name): [string, Map<string, Float32Array>] => {
    const key = (path: string): string => `${STATE}${name}/${path}`;
    const kept = [...parameters].filter(([, path]) => stored.tensors.has(key(path)));
    const expected = kept.length || empty.includes(name) ? kept : [...parameters]; // none at all: the first is what is missing
    return [name, new Map(expected.map(([{ shape }, path]) => [path, tensor(stored, key(path), shape)]))];
  });
  const keeps = [...stored.tensors.keys()].some((name) => name.startsWith(KEPT));
  const kept = (): Map<string, Float32Array> =>
    new Map([...parameters].map(([{ shape }, path]) => [path, tensor(stored, KEPT + path, shape)]));
  return { position: saved.position, state: Object.fromEntries(state), kept: keeps ? kept() : null };
}

const isNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((name) => typeof name === "string");

function isPosition(value: Position | null | undefined): boolean {
  if (!value?.optimizer || !value.sums) return false;
  const { epoch, epochStep, step, epochs, batchSize, seed, shuffle, samples, optimizer, sums } = value;
  const counts = [
    epoch,
    epochStep,
    step,
    epochs,
    batchSize ?? 0,
    seed,
    samples ?? 0,
    sums.correct,
    sums.rows,
    sums.samples,
  ];
  return (
    counts.every((each) => Number.isSafeInteger(each) && each >= 0) &&
    Number.isFinite(sums.loss) &&
    typeof shuffle === "boolean" &&
    typeof optimizer.name === "string"
  );
}
