// Layers of src/ops/linear: sizes that do not go together.
import { bias, dense, gram, input, matmul } from "../../src/index.ts";
import { checkWrongUse, wrong } from "./wrongUse.ts";

const [a, b, c, v] = [input([3, 4]), input([3, 5]), input([2, 4, 5]), input([4])];

checkWrongUse({
  matmul: [
    [
      "inner sizes that differ",
      "shape",
      /^layer matmul \(matmul\): got \[3, 4\] and \[3, 5\], that is 4 columns by 3 rows, expected as many columns of the first as rows of the second\. Hint: transposeA and transposeB exchange them\.$/,
      () => matmul()(a, b),
    ],
    [
      "the wrong one transposed",
      "shape",
      /^layer matmul \(matmul\): got \[3, 4\] and \[3, 5\], that is 4 columns by 5 rows \(transposed\), expected as many/,
      () => matmul({ transposeB: true })(a, b),
    ],
    [
      "a vector",
      "shape",
      /^layer matmul \(matmul\): got \[3, 4\] and \[4\], expected matrices, \[\.\.\., rows, columns\]\. Hint: dense\(\) multiplies vectors by a learnt matrix\.$/,
      () => matmul()(a, v),
    ],
    [
      "more matrices on one side",
      "shape",
      /^layer matmul \(matmul\): got \[3, 4\] and \[2, 4, 5\], expected the same sizes before the last two axes: one matrix for each\.$/,
      () => matmul()(a, c),
    ],
    [
      "one node",
      "shape",
      /^layer matmul \(matmul\): got 1 node, expected two\.$/,
      () => (matmul() as (...nodes: unknown[]) => unknown)(a),
    ],
    [
      "three nodes",
      "shape",
      /^layer matmul \(matmul\): got 3 nodes, expected two\.$/,
      () => (matmul() as (...nodes: unknown[]) => unknown)(a, b, c),
    ],
    [
      "a number for yes",
      "option",
      /^matmul\.transposeA: got 1, expected true or false\.$/,
      () => matmul({ transposeA: wrong(1) }),
    ],
    [
      "an option of another library",
      "option",
      /^matmul: got unknown option "adjointA", expected one of transposeA, transposeB, name\.$/,
      () => matmul(wrong({ adjointA: true })),
    ],
  ],
  gram: [
    [
      "no positions",
      "shape",
      /^layer gram \(gram\): got \[4\], expected positions with channels, such as \[height, width, channels\]\.$/,
      () => gram()(v),
    ],
    [
      "a divisor",
      "option",
      /^gram\.normalize: got 64, expected true or false\.$/,
      () => gram({ normalize: wrong(64) }),
    ],
  ],
  "dense and bias": [
    ["no units", "option", /^dense\.units: got undefined, expected a positive whole number\.$/, () => dense(wrong({}))],
    [
      "a bias initializer without a bias",
      "option",
      /^dense: got biasInitializer with bias: false, expected one of them\.$/,
      () => dense({ units: 2, bias: false, biasInitializer: { kind: "constant", value: 1 } }),
    ],
    [
      "another bias",
      "option",
      /^bias: got unknown option "units", expected one of initializer, name\.$/,
      () => bias(wrong({ units: 3 })),
    ],
    [
      "a shared layer for other channels",
      "shape",
      /^layer dense \(dense\): got input \[3, 5\], which needs kernel \[5, 2\], expected kernel \[4, 2\], as in this layer's first use\./,
      () => {
        const shared = dense({ units: 2 });
        shared(a);
        shared(b);
      },
    ],
  ],
});
