import { step } from "../../../src/ops/activation/step.ts";
import { checkElementwise } from "../../harness/elementwiseCases.ts";
import * as oracle from "../../oracle/activation/activation.ts";

for (const sign of [false, true])
  for (const straightThrough of [false, true])
    checkElementwise({
      name: `step ${sign ? "to -1 and 1" : "to 0 and 1"}, ${straightThrough ? "straight through" : "without gradient"}`,
      layer: () => step({ sign, straightThrough }),
      oracle: oracle.step(sign ? -1 : 0, straightThrough),
      tolerance: 0,
      reach: 3,
      kinks: [-1, -0.5, -0, 0, 1],
      ...(straightThrough && { untrue: "the straight-through gradient is not the derivative" }),
    });
