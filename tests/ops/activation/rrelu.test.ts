import { rrelu } from "../../../src/ops/activation/rrelu.ts";
import { randomOf } from "../../harness/checkOp.ts";
import { checkElementwise } from "../../harness/elementwiseCases.ts";
import * as oracle from "../../oracle/activation/rrelu.ts";

checkElementwise({
  name: "rrelu",
  layer: rrelu,
  oracle: oracle.rrelu(1 / 8, 1 / 3, randomOf),
  tolerance: 2e-7,
  kinks: [-1, -0, 0, 1],
});

checkElementwise({
  name: "rrelu of other slopes",
  layer: () => rrelu({ lower: -0.5, upper: 0.75 }),
  oracle: oracle.rrelu(-0.5, 0.75, randomOf),
  tolerance: 2e-7,
});
