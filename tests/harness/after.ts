import type { Oracle } from "./checkOp.ts";
import type { Array64 } from "./values.ts";

/** `outer` with its input `k` computed by `inner`, an oracle of one input without parameters. */
export function after(outer: Oracle, inner: Oracle, k = 0): Oracle {
  const inputsOf = (inputs: readonly Array64[]): Array64[] =>
    inputs.map((x, i) => (i === k ? inner.forward([x], {}) : x));
  return {
    forward: (inputs, parameters) => outer.forward(inputsOf(inputs), parameters),
    backward(dy, inputs, parameters) {
      const between = inputsOf(inputs);
      const gradients = outer.backward(dy, between, parameters);
      const dx = gradients.inputs.map((data, i) =>
        i === k ? inner.backward({ shape: between[k].shape, data }, [inputs[k]], {}).inputs[0] : data,
      );
      return { ...gradients, inputs: dx };
    },
  };
}

/** The first oracle's result through the second, and so on. */
export const chain = (first: Oracle, ...others: readonly Oracle[]): Oracle =>
  others.reduce((inner, outer) => after(outer, inner), first);
