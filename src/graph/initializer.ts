import { checkOptions, fail, show } from "../error.ts";

/**
 * How a parameter's first values are drawn. `normal` and `uniform` have the standard deviation sqrt(gain / fan),
 * where fan is the number of inputs, or the mean of inputs and outputs, of one output element.
 */
export type Initializer =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal" | "uniform"; readonly gain: number; readonly fan: "in" | "average" };

/**
 * Every element is `value`.
 * @example
 * dense({ units: 10, biasInitializer: constant(0.1) })
 */
export const constant = (value: number): Initializer => {
  if (!Number.isFinite(value)) fail("option", { where: "constant", got: show(value), expected: "a finite number" });
  return { kind: "constant", value };
};

/** N(0, 2 / fanIn), for ReLU networks. Source: He et al. 2015. @example conv2d({ filters: 8, kernel: 3, initializer: heNormal() }) */
export const heNormal = (): Initializer => ({ kind: "normal", gain: 2, fan: "in" });

/** U(-l, l) with variance 2 / fanIn. Source: He et al. 2015. @example dense({ units: 64, initializer: heUniform() }) */
export const heUniform = (): Initializer => ({ kind: "uniform", gain: 2, fan: "in" });

/** N(0, 2 / (fanIn + fanOut)), for tanh and sigmoid. Source: Glorot and Bengio 2010. @example dense({ units: 64, initializer: glorotNormal() }) */
export const glorotNormal = (): Initializer => ({ kind: "normal", gain: 1, fan: "average" });

/** U(-l, l) with variance 2 / (fanIn + fanOut); the default. Source: Glorot and Bengio 2010. @example dense({ units: 64, initializer: glorotUniform() }) */
export const glorotUniform = (): Initializer => ({ kind: "uniform", gain: 1, fan: "average" });

/** N(0, 1 / fanIn). Source: LeCun et al. 1998, "Efficient BackProp". @example dense({ units: 64, initializer: lecunNormal() }) */
export const lecunNormal = (): Initializer => ({ kind: "normal", gain: 1, fan: "in" });

/** U(-l, l) with variance 1 / fanIn. Source: LeCun et al. 1998. @example dense({ units: 64, initializer: lecunUniform() }) */
export const lecunUniform = (): Initializer => ({ kind: "uniform", gain: 1, fan: "in" });

/** Standard deviation that `initializer` gives a parameter with these fans. */
export function deviation(
  initializer: Exclude<Initializer, { kind: "constant" }>,
  fanIn: number,
  fanOut: number,
): number {
  return Math.sqrt(initializer.gain / (initializer.fan === "in" ? fanIn : (fanIn + fanOut) / 2));
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
  if (value.fan !== "in" && value.fan !== "average")
    fail("option", { where: `${where}.fan`, got: show(value.fan), expected: '"in" or "average"' });
  return value;
}
