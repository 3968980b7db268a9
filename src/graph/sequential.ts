import { fail, show } from "../error.ts";
import type { Layer, Node } from "./node.ts";
import { at, hasName, within, withName } from "./scope.ts";

/**
 * Layers one after the other, as one layer: `sequential(f, g)(x)` is `g(f(x))`.
 * Each layer's path holds its place, such as `2.conv2d`; in a block that is the third layer it begins with `2/`,
 * and with `2.head/` if the block is {@link named} so.
 *
 * @throws FoveaError when something that is no layer is among them.
 * @example
 * const block = sequential(conv2d({ filters: 16, kernel: 3, padding: "same" }), relu());
 */
export function sequential(...layers: Layer[]): Layer {
  layers.forEach((layer, i) => {
    if (typeof layer !== "function")
      fail("option", {
        where: `sequential, layer ${i}`,
        got: show(layer),
        expected: "a layer",
        hint: "relu() is a layer, relu is not",
      });
  });
  return (x: Node): Node =>
    layers.reduce((node, layer, i) => {
      const build = () => layer(node);
      return hasName(layer) ? at(i, build) : within(String(i), build);
    }, x);
}

/**
 * `layer` in a scope of its own: the paths of everything inside begin with `name/`.
 *
 * @throws FoveaError when the name is empty or holds a slash, or the layer is none.
 * @example
 * const features = named("features", sequential(conv2d({ filters: 8, kernel: 3 }), relu()));
 */
export function named(name: string, layer: Layer): Layer {
  if (typeof name !== "string" || !/^[^/\s]+$/.test(name))
    fail("option", { where: "named", got: show(name), expected: "a word without / or spaces" });
  if (typeof layer !== "function")
    fail("option", { where: "named", got: show(layer), expected: "a layer", hint: "relu() is a layer, relu is not" });
  return withName((x: Node): Node => within(name, () => layer(x)));
}
