import type { Node } from "../../src/graph/node.ts";
import type { Shape } from "../../src/graph/shape.ts";
import {
  abs,
  add,
  type ClipOptions,
  clip,
  divide,
  exp,
  gradientReversal,
  type Layer,
  log,
  type Merge,
  maximum,
  minimum,
  multiply,
  power,
  reciprocal,
  type ScaleOptions,
  scale,
  sequential,
  sign,
  sqrt,
  square,
  stopGradient,
  subtract,
} from "../../src/index.ts";
import { after, chain } from "../harness/after.ts";
import type { Oracle } from "../harness/checkOp.ts";
import * as pairs from "../oracle/arithmetic/broadcast.ts";
import * as oracles from "../oracle/arithmetic/unary.ts";
import type { Chosen, FuzzEntry } from "./entry.ts";

type Below = (n: number) => number;

/** An entry of one input, of any shape. */
const entry = (op: string, choose: (below: Below) => Chosen): FuzzEntry => ({
  op,
  inputs: 1,
  choose: (_, below) => choose(below),
});

const plain = (op: string, layer: () => Layer, oracle: Oracle): FuzzEntry =>
  entry(op, () => ({ source: `${op}()`, layer: layer(), oracle }));

// Some ops want numbers that are not near 0: they get x^2 + 0.5.
const POSITIVE = "square(), scale({ offset: 0.5 })";
const positive = chain(oracles.square, oracles.scale({ offset: 0.5 }));
const makePositive = (): Layer => sequential(square(), scale({ offset: 0.5 }));

const ofPositive = (op: string, layer: () => Layer, oracle: Oracle): FuzzEntry =>
  entry(op, () => ({
    source: `sequential(${POSITIVE}, ${op}())`,
    layer: sequential(makePositive(), layer()),
    oracle: chain(positive, oracle),
  }));

/** Sizes are equal or 1 from the last axis on. */
const fit = ([a, b]: readonly Shape[]): boolean =>
  a.every((size, i) => {
    const other = b[i - a.length + b.length] ?? 1;
    return size === other || size === 1 || other === 1;
  });

const merge = (op: string, layer: () => Merge, oracle: Oracle): FuzzEntry => ({
  op,
  inputs: 2,
  choose: (shapes) => (fit(shapes) ? { source: `${op}()`, layer: layer() as Chosen["layer"], oracle } : null),
});

const factor = (below: Below): number => [-1.5, -0.5, 0.25, 0.5, 2][below(5)];

export const entries: readonly FuzzEntry[] = [
  merge("subtract", subtract, pairs.subtract),
  merge("maximum", maximum, pairs.maximum),
  merge("minimum", minimum, pairs.minimum),
  {
    op: "divide",
    inputs: 2,
    choose: (shapes) =>
      fit(shapes)
        ? {
            source: `(a, b) => divide()(a, sequential(${POSITIVE})(b))`,
            layer: (a: Node, b: Node) => divide()(a, makePositive()(b)),
            oracle: after(pairs.divide, positive, 1),
          }
        : null,
  },
  plain("abs", abs, oracles.abs),
  plain("square", square, oracles.square),
  ofPositive("sqrt", sqrt, oracles.sqrt),
  ofPositive("log", log, oracles.log),
  ofPositive("reciprocal", reciprocal, oracles.reciprocal),
  entry("exp", () => ({
    source: "sequential(scale({ factor: 0.25 }), exp())",
    layer: sequential(scale({ factor: 0.25 }), exp()),
    oracle: chain(oracles.scale({ factor: 0.25 }), oracles.exp),
  })),
  entry("sign", () => ({
    source: "(x) => multiply()(x, sign()(x))",
    layer: (x) => multiply()(x, sign()(x)),
    oracle: oracles.abs,
  })),
  entry("scale", (below) => {
    const options: ScaleOptions = { factor: factor(below), offset: factor(below) };
    return { source: `scale(${JSON.stringify(options)})`, layer: scale(options), oracle: oracles.scale(options) };
  }),
  entry("clip", (below) => {
    const bounds: ClipOptions[] = [{ low: -0.3 }, { high: 0.4 }, { low: -0.7, high: 0.6 }];
    const options = bounds[below(3)];
    return { source: `clip(${JSON.stringify(options)})`, layer: clip(options), oracle: oracles.clip(options) };
  }),
  entry("power", (below) => {
    const exponent = [2, 3, 0.5, -1.5][below(4)];
    const [source, layer, oracle] = [`power({ exponent: ${exponent} })`, power({ exponent }), oracles.power(exponent)];
    if (exponent >= 2) return { source, layer, oracle };
    return {
      source: `sequential(${POSITIVE}, ${source})`,
      layer: sequential(makePositive(), layer),
      oracle: chain(positive, oracle),
    };
  }),
  // Their gradients are none of their functions', but for these uses of them.
  entry("stopGradient", () => ({
    source: "(x) => add()(x, scale({ factor: 0 })(stopGradient()(x)))",
    layer: (x) => add()(x, scale({ factor: 0 })(stopGradient()(x))),
    oracle: oracles.passing(1),
  })),
  entry("gradientReversal", () => ({
    source: "gradientReversal({ factor: -1 })",
    layer: gradientReversal({ factor: -1 }),
    oracle: oracles.passing(1),
  })),
];
