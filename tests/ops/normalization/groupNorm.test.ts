import { expect, test } from "vitest";
import { count, type Shape } from "../../../src/graph/shape.ts";
import { type GroupNormOptions, graph, groupNorm, input, instanceNorm, model } from "../../../src/index.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { pseudoRandom } from "../../harness/values.ts";
import { channelGroups, grouped } from "../../oracle/normalization/grouped.ts";

/**
 * Channels around the widths of vectors and rows of a pattern; samples of less than a row, and of several slices. No
 * groups: instances.
 */
const cases: [shape: Shape, batch: number, options: GroupNormOptions][] = [
  [[3, 1], 2, {}],
  [[2, 2], 3, { groups: 1, epsilon: 0.1 }],
  [[5, 3], 4, {}],
  [[3, 5, 4], 2, { groups: 2 }],
  [[7, 3, 5], 3, { groups: 1 }],
  [[7, 3, 5], 3, { scale: false }],
  [[9, 6], 5, { groups: 3, shift: false }],
  [[3, 5, 8], 3, { groups: 4, scale: false, shift: false }],
  [[13, 9, 9], 2, { groups: 3 }],
  [[4], 3, { groups: 2 }],
  [[5, 7, 13], 2, {}],
  [[11, 16], 3, { groups: 8 }],
  [[9, 17], 2, { groups: 17 }],
  [[2, 3, 130], 3, { groups: 10 }],
  [[3, 4, 5, 12], 2, { groups: 3 }],
  [[67, 41, 6], 2, { groups: 2 }],
  [[31, 33, 40], 2, {}],
];

const check = ([shape, batch, options]: (typeof cases)[number], more: object = {}, what = ""): void =>
  checkOp({
    name: `${options.groups ? "groupNorm" : "instanceNorm"} [${batch}, ${shape.join(", ")}] ${JSON.stringify(options)}${what}`,
    layer: () => (options.groups ? groupNorm(options) : instanceNorm(options)),
    ...{ shapes: [shape], batch, tolerance: 4e-6 },
    oracle: grouped(channelGroups(options.groups), "deviation", options.epsilon ?? 1e-5),
    ...more,
  });

for (const each of cases) check(each);

// The mean is taken off before anything else, so that no digit of the differences is lost.
const away = (shape: Shape): Float64Array => pseudoRandom(count(shape), 5).map((x) => Math.fround(1000 + 1.7 * x));
for (const each of [cases[3], cases[10], cases[15], cases[16]])
  check(each, { values: away, kinks: "a step of 1e-5 is lost in 1000" }, " of 1000 with a deviation of 1");

// The channels of a group may lie far apart, and their first pixels far from the others.
const apart = (shape: Shape): Float64Array => {
  const channels = shape[shape.length - 1];
  const sample = count(shape.slice(1));
  return pseudoRandom(count(shape), 6).map((x, i) =>
    Math.fround(x + 10 * (i % channels) + (i % sample < channels ? 30 : 0)),
  );
};
for (const each of [cases[3], cases[15]]) check(each, { values: apart, tolerance: 5e-6 }, " with means apart");

test("what is not finite is not hidden", async () => {
  const x = input([4, 4], { name: "x" });
  using net = await model(graph(x, groupNorm({ groups: 2 })(x)), {
    engine: await sharedEngine({ threads: 1 }),
    seed: 1,
  });
  const values = new Float32Array(16).fill(1);
  values[5] = 3e38;
  values[9] = -3e38;
  const y = (await net.predict(values)) as Float32Array;
  expect([...y].map((value, i) => [i % 4 < 2, Number.isNaN(value)])).toEqual(
    [...y].map((_, i) => [i % 4 < 2, i % 4 < 2]),
  );
});
