import { count } from "../../../src/graph/shape.ts";
import { roiPool } from "../../../src/ops/pooling/roiPool.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { ties } from "../../harness/poolCases.ts";
import { boxes, roiRows } from "../../harness/roiCases.ts";
import { pseudoRandom } from "../../harness/values.ts";
import * as oracle from "../../oracle/pooling/roi.ts";

for (const [shape, each, batch, size, spatialScale] of roiRows) {
  const how = { size, spatialScale };
  const common = {
    layer: () => roiPool(how),
    shapes: [shape, [each, 4]],
    batch,
    oracle: oracle.roiPool(how),
    tolerance: 3e-7,
  };
  const name = `roiPool [${batch}, ${shape}], ${each} boxes, ${JSON.stringify(how)}`;
  checkOp({ ...common, name, values: (full, i) => (i === 0 ? pseudoRandom(count(full), 1) : boxes(full)) });
  checkOp({
    ...common,
    name: `${name} with ties`,
    values: (full, i) => (i === 0 ? ties(full, 1) : boxes(full)),
    kinks: "the greatest changes place where values are equal",
  });
}
