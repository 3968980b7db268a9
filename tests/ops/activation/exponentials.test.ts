import { celu, elu, logSigmoid, selu, softplus } from "../../../src/ops/activation/exponentials.ts";
import { checkElementwise } from "../../harness/elementwiseCases.ts";
import * as oracle from "../../oracle/activation/activation.ts";

const near0 = [-1e-3, -1e-6, -0, 0, 1e-6, 1e-3];

for (const alpha of [1, 0.3, 5]) {
  const common = { tolerance: 3e-7, kinks: near0 };
  checkElementwise({ ...common, name: `elu of ${alpha}`, layer: () => elu({ alpha }), oracle: oracle.elu(alpha) });
  checkElementwise({ ...common, name: `celu of ${alpha}`, layer: () => celu({ alpha }), oracle: oracle.celu(alpha) });
}

checkElementwise({ name: "selu", layer: selu, oracle: oracle.selu, tolerance: 3e-7, kinks: near0 });

for (const beta of [1, 0.4, 7])
  checkElementwise({
    name: `softplus of ${beta}`,
    layer: () => softplus({ beta }),
    oracle: oracle.softplus(beta),
    tolerance: 3e-7,
  });

checkElementwise({ name: "logSigmoid", layer: logSigmoid, oracle: oracle.logSigmoid, tolerance: 3e-7 });
