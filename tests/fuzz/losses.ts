import type { Layer, Node } from "../../src/graph/node.ts";
import type { Shape } from "../../src/graph/shape.ts";
import {
  cosineSimilarity,
  ctcLoss,
  distance,
  focalLoss,
  hingeLoss,
  klDivergence,
  type Loss,
  meanSquaredError,
  negativeLogLikelihood,
  reduceMean,
  scale,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  totalVariation,
} from "../../src/index.ts";
import type { Oracle } from "../harness/checkOp.ts";
import type { Array64 } from "../harness/values.ts";
import * as entropy from "../oracle/losses/crossEntropy.ts";
import { ctcLoss as ctcOracle } from "../oracle/losses/ctc.ts";
import { type LossOracle, opOracle } from "../oracle/losses/loss.ts";
import { marginLoss } from "../oracle/losses/margin.ts";
import * as pairs from "../oracle/losses/pairs.ts";
import * as pointwise from "../oracle/losses/pointwise.ts";
import type { Chosen, FuzzEntry } from "./entry.ts";

const same = ([a, b]: readonly Shape[]): boolean => a.join() === b.join();
const rowsOf = (shape: Shape): Shape => (shape.length === 1 ? [1] : shape.slice(0, -1));

/** Nodes have no labels for random graphs: every row's is 1, made from the row so that it has the right shape. */
const ones: Layer = (x) => scale({ factor: 0, offset: 1 })(reduceMean({ axes: -1 })(x));
const onesSource = "scale({ factor: 0, offset: 1 })(reduceMean({ axes: -1 })(x))";

/** A loss of rows of classes whose labels are all 1. */
function labelled(op: string, source: string, loss: Loss, oracle: LossOracle): FuzzEntry {
  const own = (labels: number, rows: Shape): Oracle => {
    const both = opOracle(oracle, rows);
    const with1 = (x: Array64): Array64[] => [x, { shape: [], data: new Float64Array(labels * x.shape[0]).fill(1) }];
    return {
      forward: ([x], parameters) => both.forward(with1(x), parameters),
      backward: (dy, [x], parameters) => ({
        inputs: [both.backward(dy, with1(x), parameters).inputs[0]],
        parameters: {},
      }),
    };
  };
  return {
    op,
    inputs: 1,
    choose([x]): Chosen | null {
      const rows = rowsOf(x);
      if (x[x.length - 1] < 2) return null;
      const layer = (node: Node): Node => loss.of(node, ones(node));
      const labels = rows.reduce((product, n) => product * n, 1);
      return { source: `(x) => ${source}.of(x, ${onesSource})`, layer, oracle: own(labels, rows) };
    },
  };
}

/** A loss of two nodes of one shape. */
function paired(source: string, loss: Loss, oracle: LossOracle, rows: (shape: Shape) => Shape): FuzzEntry {
  return {
    op: "pointwiseLoss",
    inputs: 2,
    distinct: true,
    choose: (shapes) =>
      same(shapes) ? { source: `${source}.of`, layer: loss.of, oracle: opOracle(oracle, rows(shapes[0])) } : null,
  };
}

/** Away from 0, where the cosine has a kink, and from each other, where it is always 1. */
const away = ({ shape, data }: Array64, i: number): Array64 => ({
  shape,
  data: data.map((value) => value + (i ? -17 : 17)),
});
const cosine = pairs.cosineSimilarity(1e-8);

const aSample = (): Shape => [1];
const ctc = ctcLoss({ labels: 1, perLabel: true });

export const entries: readonly FuzzEntry[] = [
  labelled("softmaxCrossEntropy", "softmaxCrossEntropy()", softmaxCrossEntropy(), entropy.softmaxCrossEntropy()),
  labelled(
    "weightedCrossEntropy",
    "softmaxCrossEntropy({ labelSmoothing: 0.25 })",
    softmaxCrossEntropy({ labelSmoothing: 0.25 }),
    entropy.weightedCrossEntropy({ labelSmoothing: 0.25 }),
  ),
  labelled(
    "negativeLogLikelihood",
    "negativeLogLikelihood()",
    negativeLogLikelihood(),
    entropy.negativeLogLikelihood(),
  ),
  labelled("focalLoss", 'focalLoss({ form: "softmax" })', focalLoss({ form: "softmax" }), entropy.focal({ gamma: 2 })),
  // Squared there is no kink.
  labelled(
    "marginLoss",
    'hingeLoss({ form: "westonWatkins", margin: 3, squared: true })',
    hingeLoss({ form: "westonWatkins", margin: 3, squared: true }),
    marginLoss({ form: "westonWatkins", margin: 3, squared: true }),
  ),
  paired("meanSquaredError()", meanSquaredError(), pointwise.meanSquaredError, aSample),
  paired("sigmoidCrossEntropy()", sigmoidCrossEntropy(), pointwise.sigmoidCrossEntropy(), aSample),
  paired("klDivergence({ logTarget: true })", klDivergence({ logTarget: true }), pointwise.logKlDivergence, rowsOf),
  {
    op: "weightedCrossEntropy",
    inputs: 2,
    choose: (shapes) =>
      same(shapes) && (shapes[0].at(-1) as number) > 1
        ? {
            source: 'softmaxCrossEntropy({ targets: "probabilities" }).of',
            layer: softmaxCrossEntropy({ targets: "probabilities" }).of,
            oracle: opOracle(entropy.softCrossEntropy(), rowsOf(shapes[0])),
          }
        : null,
  },
  {
    op: "distance",
    inputs: 2,
    distinct: true,
    choose: (shapes) =>
      same(shapes)
        ? { source: "distance({ squared: true })", layer: distance({ squared: true }), oracle: pairs.distance(true) }
        : null,
  },
  {
    op: "cosineSimilarity",
    inputs: 2,
    choose: (shapes) =>
      same(shapes) && (shapes[0].at(-1) as number) > 1
        ? {
            source: "(a, b) => cosineSimilarity()(scale({ offset: 17 })(a), scale({ offset: -17 })(b))",
            layer: (a: Node, b: Node) => cosineSimilarity()(scale({ offset: 17 })(a), scale({ offset: -17 })(b)),
            oracle: {
              forward: (inputs) => cosine.forward(inputs.map(away), {}),
              backward: (dy, inputs) => cosine.backward(dy, inputs.map(away), {}),
            },
          }
        : null,
  },
  {
    op: "totalVariation",
    inputs: 1,
    choose: ([x]) =>
      x.length === 3
        ? {
            source: "totalVariation({ squared: true })",
            layer: totalVariation({ squared: true }),
            oracle: pairs.totalVariation(true),
          }
        : null,
  },
  {
    op: "ctcLoss",
    inputs: 1,
    choose([x]) {
      if (x.length !== 2 || x[1] < 2) return null;
      const both = opOracle(ctcOracle({ classes: x[1], blank: 0, timed: false, perLabel: true }), [1]);
      const with1 = (x: Array64): Array64[] => [x, { shape: [], data: new Float64Array(x.shape[0]).fill(1) }];
      return {
        source: "(x) => ctcLoss({ labels: 1, perLabel: true }).of(x, scale({ factor: 0, offset: 1 })(reduceMean()(x)))",
        layer: (x: Node) => ctc.of(x, scale({ factor: 0, offset: 1 })(reduceMean()(x))),
        oracle: {
          forward: ([x]) => both.forward(with1(x), {}),
          backward: (dy, [x]) => ({ inputs: [both.backward(dy, with1(x), {}).inputs[0]], parameters: {} }),
        },
      };
    },
  },
];
