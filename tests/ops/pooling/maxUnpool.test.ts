import { expect, test } from "vitest";
import { graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/input.ts";
import { count } from "../../../src/graph/shape.ts";
import { maxPool2dWithIndices } from "../../../src/ops/pooling/maxPoolWithIndices.ts";
import { maxUnpool1d, maxUnpool2d, maxUnpool3d, type Unpool } from "../../../src/ops/pooling/maxUnpool.ts";
import { compile } from "../../../src/plan/compile.ts";
import { checkOp } from "../../harness/checkOp.ts";
import { sharedEngine } from "../../harness/engines.ts";
import { runGuarded } from "../../harness/guarded.ts";
import { pseudoRandom } from "../../harness/values.ts";
import { maxUnpool } from "../../oracle/pooling/places.ts";

const rows: [layer: () => Unpool, shape: number[], size: number[], batch: number][] = [
  [() => maxUnpool1d({ window: 2 }), [5, 3], [10], 2],
  [() => maxUnpool1d({ window: 3, stride: 2, padding: 1 }), [4, 17], [7], 1],
  [() => maxUnpool1d({ size: 9 }), [4, 4], [9], 3],
  [() => maxUnpool2d({ window: [2, 3] }), [3, 2, 5], [6, 6], 2],
  [() => maxUnpool2d({ window: 3, stride: [2, 1], padding: { top: 1, right: 2 } }), [3, 4, 8], [6, 4], 1],
  [() => maxUnpool2d({ size: [5, 7] }), [2, 3, 35], [5, 7], 2],
  [() => maxUnpool3d({ window: 2 }), [2, 1, 3, 7], [4, 2, 6], 2],
];

const batchOf = (shape: readonly number[]): number => count(shape.slice(1, -1));

/** Indices of which no two of a channel are equal; with `repeated`, equal ones too, and some outside. */
const indices = (shape: readonly number[], places: number, repeated: boolean): Float64Array => {
  const [values, channels] = [batchOf(shape), shape[shape.length - 1]];
  const random = pseudoRandom(count(shape), 7);
  return random.map((v, i) => {
    if (repeated) return Math.floor(((v + 1) / 2) * (places + 4)) - 2;
    const value = Math.floor(i / channels) % values;
    return (value * (places - 1) + (i % channels)) % places;
  });
};

for (const [layer, shape, size, batch] of rows)
  for (const repeated of [false, true])
    checkOp({
      name: `maxUnpool${size.length}d [${batch}, ${shape}] to ${size}${repeated ? ", some places twice and some outside" : ""}`,
      layer,
      shapes: [shape, shape],
      batch,
      oracle: maxUnpool(size),
      tolerance: 0,
      values: (full, i) => (i === 0 ? pseudoRandom(count(full), 5) : indices(full, count(size), repeated)),
    });

test("unpooling puts the greatest back where they stood, and pooling that gives them again", async () => {
  const x = input([4, 6, 3]);
  const [values, places] = maxPool2dWithIndices({ window: 2 })(x);
  const large = maxUnpool2d({ window: 2 })(values, places);
  const compiled = compile(graph(x, { large, values }), new Map(), 2, {});
  const data = pseudoRandom(2 * 4 * 6 * 3, 1);
  const got = await runGuarded(
    await sharedEngine({ threads: 1 }),
    compiled,
    (tape) => tape.floats(compiled.inputs.get(x)!.slot).set(data),
    (tape) => [...tape.floats(compiled.outputs.large.slot)],
  );
  expect(large.shape).toEqual(x.shape);
  expect(got.filter((v) => v !== 0)).toHaveLength(2 * 2 * 3 * 3);
  for (const [i, v] of got.entries()) expect(v === 0 || v === data[i]).toBe(true);
});

test("maxUnpool2d takes NaN for no place", async () => {
  const [x, places] = [input([1, 1, 2]), input([1, 1, 2], { name: "places" })];
  const compiled = compile(graph([x, places], maxUnpool2d({ size: [1, 2] })(x, places)), new Map(), 1, {});
  const got = await runGuarded(
    await sharedEngine({ threads: 1 }),
    compiled,
    (tape) => {
      tape.floats(compiled.inputs.get(x)!.slot).set([1, 2]);
      tape.floats(compiled.inputs.get(places)!.slot).set([Number.NaN, 1]);
    },
    (tape) => [...tape.floats(compiled.outputs.output.slot)],
  );
  expect(got).toEqual([0, 0, 0, 2]);
});
