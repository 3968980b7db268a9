import { checkOptions, fail, show } from "../error.ts";

/**
 * How a parameter's first values are drawn. `normal` and `uniform` have the standard deviation sqrt(gain / fan),
 * where fan is the number of inputs of one output element, of outputs of one input element, the mean of both, or 1 for `"none"`.
 */
export type Initializer =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal" | "uniform"; readonly gain: number; readonly fan: "in" | "out" | "average" | "none" };

/**
 * Every element is `value`.
 *
 * @param value The element, a finite number.
 * @throws FoveaError for a value that is none.
 * @example
 * dense({ units: 10, biasInitializer: constant(0.1) })
 */
export const constant = (value: number): Initializer => {
  if (!Number.isFinite(value)) fail("option", { where: "constant", got: show(value), expected: "a finite number" });
  return { kind: "constant", value };
};

/**
 * N(0, deviation^2), whatever the layer's size.
 *
 * @param options `deviation`, the standard deviation.
 * @throws FoveaError for an unknown option; the layer throws for a deviation that is no number.
 * @example
 * embedding({ count: 5000, size: 64, initializer: normal({ deviation: 0.02 }) })
 */
export const normal = (options: { deviation: number }): Initializer => {
  checkOptions("normal", options, ["deviation"]);
  return { kind: "normal", gain: options.deviation * options.deviation, fan: "none" };
};

/**
 * U(-limit, limit), whatever the layer's size.
 *
 * @param options `limit`, the greatest magnitude.
 * @throws FoveaError for an unknown option; the layer throws for a limit that is no number.
 * @example
 * embedding({ count: 5000, size: 64, initializer: uniform({ limit: 0.25 }) })
 */
export const uniform = (options: { limit: number }): Initializer => {
  checkOptions("uniform", options, ["limit"]);
  return { kind: "uniform", gain: (options.limit * options.limit) / 3, fan: "none" };
};

/** Options of {@link heNormal}. */
export interface HeOptions {
  /** `"in"` keeps the variance of activations from layer to layer, `"out"` that of gradients. Default `"in"`. */
  fan?: "in" | "out";
}

/**
 * N(0, 2 / fanIn), or N(0, 2 / fanOut), for ReLU networks.
 * Source: He et al. 2015, "Delving deep into rectifiers", equations 10 and 14.
 *
 * @throws FoveaError for a fan that is neither.
 * @example
 * conv2d({ filters: 8, kernel: 3, initializer: heNormal() })
 */
export const heNormal = (options: HeOptions = {}): Initializer => {
  checkOptions("heNormal", options, ["fan"]);
  const { fan = "in" } = options;
  if (fan !== "in" && fan !== "out")
    fail("option", { where: "heNormal.fan", got: show(fan), expected: '"in" or "out"' });
  return { kind: "normal", gain: 2, fan };
};

/**
 * U(-l, l) with variance 2 / fanIn.
 * Source: He et al. 2015.
 *
 * @example
 * dense({ units: 64, initializer: heUniform() })
 */
export const heUniform = (): Initializer => ({ kind: "uniform", gain: 2, fan: "in" });

/**
 * N(0, 2 / (fanIn + fanOut)), for tanh and sigmoid.
 * Source: Glorot and Bengio 2010.
 *
 * @example
 * dense({ units: 64, initializer: glorotNormal() })
 */
export const glorotNormal = (): Initializer => ({ kind: "normal", gain: 1, fan: "average" });

/**
 * U(-l, l) with variance 2 / (fanIn + fanOut); the default.
 * Source: Glorot and Bengio 2010.
 *
 * @example
 * dense({ units: 64, initializer: glorotUniform() })
 */
export const glorotUniform = (): Initializer => ({ kind: "uniform", gain: 1, fan: "average" });

/**
 * N(0, 1 / fanIn).
 * Source: LeCun et al. 1998, "Efficient BackProp".
 *
 * @example
 * dense({ units: 64, initializer: lecunNormal() })
 */
export const lecunNormal = (): Initializer => ({ kind: "normal", gain: 1, fan: "in" });

/**
 * U(-l, l) with variance 1 / fanIn.
 * Source: LeCun et al. 1998.
 *
 * @example
 * dense({ units: 64, initializer: lecunUniform() })
 */
export const lecunUniform = (): Initializer => ({ kind: "uniform", gain: 1, fan: "in" });

/** Standard deviation that `initializer` gives a parameter with these fans. */
export function deviation(
  initializer: Exclude<Initializer, { kind: "constant" }>,
  fanIn: number,
  fanOut: number,
): number {
  const fans = { in: fanIn, out: fanOut, average: (fanIn + fanOut) / 2, none: 1 };
  return Math.sqrt(initializer.gain / fans[initializer.fan]);
}

/** Throws unless `value` is an initializer; users may write their own as a plain object. */
export function checkInitializer(where: string, value: Initializer): Initializer {
  const kinds = ["constant", "normal", "uniform"];
  if (typeof value !== "object" || value === null || !kinds.includes(value.kind))
    fail("option", {
      where,
      got: show(value),
      expected: "an initializer",
      hint: "heNormal() and constant(0) make one",
    });
  checkOptions(where, value, value.kind === "constant" ? ["kind", "value"] : ["kind", "gain", "fan"]);
  if (value.kind === "constant") {
    if (!Number.isFinite(value.value))
      fail("option", { where: `${where}.value`, got: show(value.value), expected: "a finite number" });
    return value;
  }
  if (!(Number.isFinite(value.gain) && value.gain >= 0))
    fail("option", { where: `${where}.gain`, got: show(value.gain), expected: "a finite number, not negative" });
  if (!["in", "out", "average", "none"].includes(value.fan))
    fail("option", { where: `${where}.fan`, got: show(value.fan), expected: '"in", "out", "average" or "none"' });
  return value;
}
