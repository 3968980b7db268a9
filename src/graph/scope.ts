/** Names of the scopes being built, outermost first. Graph building is synchronous, so one stack serves all. */
const stack: string[] = [];
/** Set by a container for the child it calls next: the child's place in front of its name. */
let place = "";

/** Path of a layer called `name` where the graph is being built now. */
export function here(name: string): string {
  const path = [...stack, place + name].join("/");
  place = "";
  return path;
}

/** Runs `build` with `name` as the innermost scope. */
export function within<T>(name: string, build: () => T): T {
  stack.push(place + name);
  place = "";
  try {
    return build();
  } finally {
    stack.pop();
    place = "";
  }
}

/** Runs `build` with the first layer it makes standing at `index` of a container: that layer's name reads `2.conv2d`. */
export function at<T>(index: number, build: () => T): T {
  place = `${index}.`;
  try {
    return build();
  } finally {
    place = "";
  }
}

const namedLayers = new WeakSet<object>();

/** Marks a layer that appears in paths under a name of its own; a block made by composing functions has none. */
export function withName<F extends object>(layer: F): F {
  namedLayers.add(layer);
  return layer;
}

export const hasName = (layer: object): boolean => namedLayers.has(layer);
