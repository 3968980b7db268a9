import { leakyRelu, relu, relu6, threshold } from "../../../src/ops/activation/rectifiers.ts";
import { checkElementwise } from "../../harness/elementwiseCases.ts";
import * as oracle from "../../oracle/activation/activation.ts";

checkElementwise({ name: "relu", layer: relu, oracle: oracle.relu, tolerance: 0, kinks: [-1, -0, 0, 1] });
checkElementwise({ name: "relu6", layer: relu6, oracle: oracle.relu6, tolerance: 0, kinks: [-3, 0, 3, 6, 9] });

for (const slope of [0.25, -0.5, 1.5])
  checkElementwise({
    name: `leakyRelu of slope ${slope}`,
    layer: () => leakyRelu({ slope }),
    oracle: oracle.leakyRelu(slope),
    tolerance: 6e-8,
    kinks: [-1, -0, 0, 1],
  });

checkElementwise({
  name: "threshold",
  layer: () => threshold({ threshold: 0.5, value: -2 }),
  oracle: oracle.threshold(0.5, -2),
  tolerance: 0,
  kinks: [0.25, 0.5, 0.75],
});
