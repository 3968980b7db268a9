import { gelu, hardSwish, mish, silu } from "../../../src/ops/activation/gated.ts";
import { checkElementwise } from "../../harness/elementwiseCases.ts";
import * as oracle from "../../oracle/activation/activation.ts";

checkElementwise({ name: "silu", layer: silu, oracle: oracle.silu, tolerance: 3e-7 });
checkElementwise({ name: "mish", layer: mish, oracle: oracle.mish, tolerance: 3e-7 });
checkElementwise({ name: "gelu", layer: gelu, oracle: oracle.gelu, tolerance: 3e-7 });

checkElementwise({
  name: "gelu by tanh",
  layer: () => gelu({ approximate: "tanh" }),
  oracle: oracle.geluTanh,
  tolerance: 3e-7,
});

checkElementwise({
  name: "hardSwish",
  layer: hardSwish,
  oracle: oracle.hardSwish,
  tolerance: 2e-7,
  kinks: [-4, -3, -2, 0, 2, 3, 4],
});
