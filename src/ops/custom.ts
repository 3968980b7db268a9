import { fail, show } from "../error.ts";
import { checkLayerOptions, combine } from "../graph/layer.ts";
import type { Node } from "../graph/node.ts";
import type { Op } from "./op.ts";

/**
 * A layer that applies an op of one's own to as many nodes as it takes; every call of it shares its parameters. `attributes` are
 * saved with the model; to load it again, give `load` the op: `load(bytes, { engine, ops: [op] })`.
 *
 * @throws FoveaError for what is no op, and attributes that JSON cannot hold.
 * @example
 * const doubled = layerOf(doubleOp, {});
 */
export function layerOf<Attributes extends object>(
  op: Op<Attributes>,
  attributes: Attributes,
  name?: string,
): (...inputs: Node[]) => Node {
  checkOp("layerOf", op);
  checkLayerOptions(op.name, name === undefined ? {} : { name });
  if (!isJson(attributes) || Array.isArray(attributes))
    fail("option", {
      where: `layerOf, attributes of ${op.name}`,
      got: show(attributes),
      expected: "an object of numbers, texts, true, false, null, and arrays and objects of them",
      hint: "they are saved as JSON, which has no infinity, no NaN and no functions",
    });
  return combine(op, attributes, name);
}

/** Throws unless `op` has what an op must have. */
export function checkOp(where: string, op: unknown): void {
  const { name, infer, forward, backward } = (op ?? {}) as Record<keyof Op<never>, unknown>;
  const functions = [infer, forward, backward].every((each) => typeof each === "function");
  if (typeof name !== "string" || !/^[^/\s]+$/.test(name) || !functions)
    fail("option", {
      where,
      got: show(op),
      expected: "an op: { name, infer, forward, backward }, the name a word without / or spaces",
    });
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === "boolean" || typeof value === "string") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every((each) => each === undefined || isJson(each));
}
