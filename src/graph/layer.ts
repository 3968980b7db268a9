import { checkOptions, fail, show } from "../error.ts";
import { inferred, type Op } from "../ops/op.ts";
import { isNode } from "./input.ts";
import type { Layer, Node, Parameter } from "./node.ts";
import { here, withName } from "./scope.ts";
import { format } from "./shape.ts";

/** Options that every layer takes. */
export interface LayerOptions {
  /** The layer's name in paths, errors and saved files; default: its op and place. */
  name?: string;
}

/** Checks `options` against `known` and the name that every layer may have. */
export function checkLayerOptions(op: string, options: LayerOptions, known: readonly string[] = []): void {
  checkOptions(op, options, [...known, "name"]);
  const { name } = options;
  if (name !== undefined && (typeof name !== "string" || !/^[^/\s]+$/.test(name)))
    fail("option", { where: `${op}.name`, got: show(name), expected: "a word without / or spaces" });
}

/**
 * The layer that applies `op`. Its parameters come into being with the first call, which fixes their shapes;
 * every further call shares them.
 */
export function layer<Attributes extends object>(op: Op<Attributes>, attributes: Attributes, name?: string): Layer {
  const apply = combine(op, attributes, name);
  return withName((x: Node): Node => apply(x));
}

/** A layer of any number of inputs. */
export function combine<Attributes extends object>(
  op: Op<Attributes>,
  attributes: Attributes,
  name?: string,
): (...inputs: Node[]) => Node {
  let shared: Record<string, Parameter> | null = null;
  const apply = (...inputs: Node[]): Node => {
    const path = here(name ?? op.name);
    const where = `layer ${path} (${op.name})`;
    for (const input of inputs)
      if (!isNode(input))
        fail("shape", { where, got: show(input), expected: "a node", hint: "start from input([...])" });
    const shapes = inputs.map((input) => input.shape);
    const problem = (p: { got: string; expected: string; hint?: string }): never => fail("shape", { where, ...p });
    const result = inferred(op, attributes, shapes, problem);
    const specs = Object.entries(result.parameters ?? {});
    shared ??= Object.fromEntries(specs.map(([key, spec]) => [key, { ...spec, path: `${path}/${key}` }]));
    for (const [key, { shape }] of specs)
      if (format(shape) !== format(shared[key].shape))
        problem({
          got: `input ${shapes.map(format).join(", ")}, which needs ${key} ${format(shape)}`,
          expected: `${key} ${format(shared[key].shape)}, as in this layer's first use`,
          hint: "a shared layer needs inputs of one size; call the layer function again for a layer of its own",
        });
    return { op: op as Op<never>, attributes, inputs, parameters: shared, shape: result.shape, path };
  };
  return withName(apply);
}
