import type { Layer } from "../../src/graph/node.ts";
import * as layers from "../../src/ops/activation/index.ts";
import type { Oracle } from "../harness/checkOp.ts";
import * as oracles from "../oracle/activation/activation.ts";
import { hardShrink } from "../oracle/activation/hardShrink.ts";
import { crelu, glu, maxout } from "../oracle/activation/pieces.ts";
import { prelu } from "../oracle/activation/prelu.ts";
import { logSoftmaxAlong, softmaxAlong } from "../oracle/activation/softmax.ts";
import type { FuzzEntry } from "./entry.ts";
import type { Below } from "./search/chance.ts";

/** An activation without options. */
const plain = (op: string, layer: () => Layer, oracle: Oracle): FuzzEntry => ({
  op,
  inputs: 1,
  choose: () => ({ source: `${op}()`, layer: layer(), oracle }),
});

/** An activation of any shape, with options. */
const withOptions = <Options extends object>(
  op: string,
  layer: (options: Options) => Layer,
  draw: (below: Below) => Options,
  oracle: (options: Options) => Oracle,
): FuzzEntry => ({
  op,
  inputs: 1,
  choose(_, below) {
    const options = draw(below);
    return { source: `${op}(${JSON.stringify(options)})`, layer: layer(options), oracle: oracle(options) };
  },
});

/** Softmax along some axis. */
const alongAxis = (
  op: string,
  layer: (options: layers.SoftmaxOptions) => Layer,
  oracle: (axis: number) => Oracle,
): FuzzEntry => ({
  op,
  inputs: 1,
  choose([{ length: rank }], below) {
    const axis = below(2 * rank) - rank;
    return { source: `${op}({ axis: ${axis} })`, layer: layer({ axis }), oracle: oracle(axis) };
  },
});

/** An activation that divides the channels. */
const pieces = (
  op: string,
  most: number,
  make: (pieces: number) => { source: string; layer: Layer; oracle: Oracle },
): FuzzEntry => ({
  op,
  inputs: 1,
  choose([shape], below) {
    const count = 2 + below(most - 1);
    return shape[shape.length - 1] % count ? null : make(count);
  },
});

/** From 0.5 to 2. */
const about1 = (below: Below): number => (2 + below(7)) / 4;

export const entries: readonly FuzzEntry[] = [
  plain("absTanh", layers.absTanh, oracles.absTanh),
  plain("crelu", layers.crelu, crelu),
  plain("hardSwish", layers.hardSwish, oracles.hardSwish),
  plain("logSigmoid", layers.logSigmoid, oracles.logSigmoid),
  plain("mish", layers.mish, oracles.mish),
  withOptions(
    "hardShrink",
    layers.hardShrink,
    (below) => ({ threshold: (1 + below(8)) / 16 }),
    ({ threshold = 0.5 }) => hardShrink(threshold),
  ),
  plain("relu", layers.relu, oracles.relu),
  plain("relu6", layers.relu6, oracles.relu6),
  plain("selu", layers.selu, oracles.selu),
  plain("sigmoid", layers.sigmoid, oracles.sigmoid),
  plain("silu", layers.silu, oracles.silu),
  plain("softsign", layers.softsign, oracles.softsign),
  plain("tanh", layers.tanh, oracles.tanh),
  alongAxis("logSoftmax", layers.logSoftmax, logSoftmaxAlong),
  alongAxis("softmax", layers.softmax, softmaxAlong),
  withOptions(
    "celu",
    layers.celu,
    (below) => ({ alpha: about1(below) }),
    ({ alpha }) => oracles.celu(alpha),
  ),
  withOptions(
    "elu",
    layers.elu,
    (below) => ({ alpha: about1(below) }),
    ({ alpha }) => oracles.elu(alpha),
  ),
  withOptions(
    "gelu",
    layers.gelu,
    (below) => ({ approximate: below(2) ? ("tanh" as const) : ("none" as const) }),
    ({ approximate }) => (approximate === "tanh" ? oracles.geluTanh : oracles.gelu),
  ),
  withOptions(
    "hardSigmoid",
    layers.hardSigmoid,
    (below) => ({ slope: about1(below) / 4, offset: 0.5 }),
    ({ slope, offset }) => oracles.hardSigmoid(slope, offset),
  ),
  withOptions(
    "hardTanh",
    layers.hardTanh,
    (below) => ({ low: -about1(below), high: about1(below) }),
    ({ low, high }) => oracles.hardTanh(low, high),
  ),
  withOptions(
    "leakyRelu",
    layers.leakyRelu,
    (below) => ({ slope: (below(8) - 2) / 8 }),
    ({ slope }) => oracles.leakyRelu(slope),
  ),
  withOptions(
    "prelu",
    layers.prelu,
    (below) => ({ shared: below(2) === 0 }),
    () => prelu,
  ),
  // Slopes that differ are drawn by the place of the node in the graph, which an oracle does not know.
  withOptions(
    "rrelu",
    layers.rrelu,
    (below) => {
      const slope = about1(below) / 8;
      return { lower: slope, upper: slope };
    },
    ({ lower }) => oracles.leakyRelu(lower),
  ),
  withOptions(
    "softplus",
    layers.softplus,
    (below) => ({ beta: about1(below) }),
    ({ beta }) => oracles.softplus(beta),
  ),
  // Its derivative is 0 but for the jump; the straight-through gradient is none.
  withOptions(
    "step",
    layers.step,
    (below) => ({ sign: below(2) === 0 }),
    ({ sign }) => oracles.step(sign ? -1 : 0, false),
  ),
  withOptions(
    "threshold",
    layers.threshold,
    (below) => ({ threshold: about1(below) / 4, value: -0.25 }),
    (options) => oracles.threshold(options.threshold, options.value),
  ),
  pieces("maxout", 3, (count) => ({
    source: `maxout({ pieces: ${count} })`,
    layer: layers.maxout({ pieces: count }),
    oracle: maxout(count),
  })),
  pieces("glu", 2, () => ({ source: "glu()", layer: layers.glu(), oracle: glu })),
];
