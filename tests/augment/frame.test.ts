// What holds for every transform: how samples come in and out, what is drawn, what memory does.
import { afterAll, describe, expect, test } from "vitest";
import {
  augment,
  elasticDistortion,
  inOrder,
  oneOf,
  pad,
  randomAffine,
  randomCrop,
  randomFlip,
  resize,
  rotate,
  sometimes,
  type Transform,
} from "../../src/augment/index.ts";
import type { Picture, Sample } from "../../src/data/samples.ts";
import { engine, sgd, softmaxCrossEntropy } from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, smallModel } from "../train/toys.ts";

const core = await engine({ threads: 1 });
afterAll(() => core.dispose());

const picture = (width: number, height: number, channels = 1): Picture => ({
  ...{ width, height, channels },
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 7 + 3) % 256),
});
const context = { epoch: 0, index: 0 };
const many = [randomCrop({ size: 9, padding: 2 }), randomFlip(), randomAffine({ degrees: 30 }), elasticDistortion()];

describe("a sample", () => {
  test.each([1, 2, 3, 4])("of %i channels comes back as it is when nothing changes it", async (channels) => {
    using change = await augment([], { engine: core });
    const x = picture(7, 5, channels);
    expect(change({ x, y: 3 }, context)).toEqual({ x, y: 3 });
  });

  test("keeps what transforms do not know of, and is not changed itself", async () => {
    using change = await augment([randomFlip({ horizontal: 1 })], { engine: core });
    const x = { width: 3, height: 2, channels: 1, data: Uint8ClampedArray.of(1, 2, 3, 4, 5, 6) };
    const box = { left: 0, top: 0, right: 1, bottom: 2, label: 7 };
    const sample: Sample = { x, y: { mask: x, label: 4 }, weight: 0.5, name: "a.png", boxes: [box] };
    const copy = structuredClone(sample);
    const flipped = { ...x, data: Uint8Array.of(3, 2, 1, 6, 5, 4) };
    expect(change(sample, context)).toEqual({
      ...{ x: flipped, y: { mask: flipped, label: 4 }, weight: 0.5, name: "a.png" },
      boxes: [{ ...box, left: 2, right: 3 }],
    });
    expect(sample).toEqual(copy);
  });

  test("gets its mask's fill where there was no picture", async () => {
    using change = await augment([pad({ padding: { left: 1 }, fill: 50 })], { engine: core, maskFill: 255 });
    const x = { width: 1, height: 1, channels: 1, data: Uint8Array.of(7) };
    const { x: wide, y } = change({ x, y: x }, context) as { x: Picture; y: Picture };
    expect([[...wide.data], [...y.data]]).toEqual([
      [50, 7],
      [255, 7],
    ]);
  });
});

describe("what is drawn", () => {
  test("depends on seed, epoch and index, not on what was read before", async () => {
    using one = await augment(many, { engine: core, seed: 1 });
    using two = await augment(many, { engine: core, seed: 1 });
    using other = await augment(many, { engine: core, seed: 2 });
    const x = picture(9, 9, 3);
    const at = (epoch: number, index: number): [number, number] => [epoch, index];
    const places = [at(0, 0), at(0, 1), at(1, 0), at(3, 77)];
    const forwards = places.map(([epoch, index]) => one({ x }, { epoch, index }));
    const backwards = places.toReversed().map(([epoch, index]) => two({ x }, { epoch, index }));
    expect(backwards.toReversed()).toEqual(forwards);
    const different = [...forwards, other({ x }, context)].map(({ x }) => (x as Picture).data.join());
    expect(new Set(different).size).toBe(5);
  });

  test("does not depend on other transforms", async () => {
    const drawn: number[][] = [[], []];
    const spy = (k: number): Transform => ({
      name: "spy",
      options: {},
      apply: (_, random) => drawn[k].push(random.uint32(), random.uint32()),
    });
    using alone = await augment([spy(0), spy(0)], { engine: core });
    using among = await augment([...many, spy(1), randomFlip(), spy(1)], { engine: core });
    alone({ x: picture(9, 9) }, context);
    among({ x: picture(9, 9) }, context);
    expect(drawn[1]).toEqual(drawn[0]);
    expect(new Set(drawn[0]).size).toBe(4);
  });

  test.each([
    ["sometimes", 0.3, (each: Transform[]) => sometimes(each[0], { probability: 0.3 })],
    ["oneOf", 1 / 3, (each: Transform[]) => oneOf(each)],
    ["inOrder", 1, (each: Transform[]) => inOrder(each)],
  ])("%s applies each with its share", async (_, share, make) => {
    const counts = [0, 0, 0];
    const counters = counts.map((_, i): Transform => ({ name: "count", options: {}, apply: () => void counts[i]++ }));
    using change = await augment([make(counters)], { engine: core });
    const times = 3000;
    for (let index = 0; index < times; index++) change({ x: picture(1, 1) }, { epoch: 0, index });
    for (const count of counts.filter((count, i) => i === 0 || count > 0))
      expect(Math.abs(count / times - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / times) + 1e-9);
  });

  test("an order's second transform draws the same, however much the first one draws", async () => {
    const drawn: number[] = [];
    const greedy = (count: number): Transform => ({
      ...{ name: "greedy", options: {} },
      apply: (_, random) => void Array.from({ length: count }, () => random.uint32()),
    });
    const spy: Transform = { name: "spy", options: {}, apply: (_, random) => drawn.push(random.uint32()) };
    for (const count of [0, 1, 9]) {
      using change = await augment([inOrder([greedy(count), spy])], { engine: core });
      change({ x: picture(1, 1) }, context);
    }
    expect(new Set(drawn).size).toBe(1);
  });

  test("transforms say what they were made with, as JSON", () => {
    const order = inOrder([sometimes(rotate({ degrees: 3 }), { probability: 0.25 }), resize({ shortSide: 8 })]);
    expect(JSON.parse(JSON.stringify(order.options))).toEqual({
      transforms: [
        {
          name: "sometimes",
          options: {
            probability: 0.25,
            transform: { name: "rotate", options: { degrees: 3, sampling: "bilinear", border: "constant", fill: 0 } },
          },
        },
        { name: "resize", options: { shortSide: 8, sampling: "bilinear" } },
      ],
    });
  });
});

test("a transform of one's own reads and writes the picture's numbers", async () => {
  const darken: Transform = {
    ...{ name: "darken", options: {} },
    apply(image) {
      const values = image.values();
      values.forEach((value, i) => {
        values[i] = value / 2;
      });
      expect(image.values(image.masks[0])).toHaveLength(6);
    },
  };
  using change = await augment([darken], { engine: core });
  const x = picture(3, 2);
  const got = change({ x, y: x }, context) as { x: Picture; y: Picture };
  expect(got.y).toEqual(x);
  for (const [i, value] of got.x.data.entries()) expect(Math.abs(value - x.data[i] / 2)).toBeLessThanOrEqual(0.5);
});

describe("memory", () => {
  test("is used again for pictures of every size, and given back", async () => {
    const small = await engine({ threads: 1, memoryLimit: 2 ** 24 });
    try {
      const top = small.core.heap.top;
      for (let round = 0; round < 20; round++) {
        using change = await augment([resize({ size: 20 }), ...many], { engine: small });
        for (let size = 1; size < 400; size += 57)
          change({ x: picture(size, 400 - size, 3) }, { epoch: round, index: size });
      }
      expect(small.core.heap.top).toBe(top);
    } finally {
      small.dispose();
    }
  });

  test("that is not there is an error, after which smaller pictures work", async () => {
    const small = await engine({ threads: 1, memoryLimit: 2 ** 22 });
    try {
      using change = await augment([rotate({ degrees: 90 })], { engine: small });
      expect(() => change({ x: picture(1000, 1000), name: "large.png" }, context)).toThrow(
        /^augment: got .* needs \d+ bytes more, expected .* under 4194304 bytes/,
      );
      expect(change({ x: picture(3, 3) }, context).x).toMatchObject({ width: 3, height: 3 });
    } finally {
      small.dispose();
    }
  });

  test("goes with dispose(), once", async () => {
    const change = await augment(many, { engine: core });
    change({ x: picture(9, 9) }, context);
    change.dispose();
    change.dispose();
    expect(() => change({ x: picture(9, 9) }, context)).toThrow(/after dispose/);
  });
});

test("an engine that trains on threads of its own meanwhile gives the same bytes, and learns the same", async () => {
  const train = async (between: () => void): Promise<string> => {
    const net = await smallModel({ threads: 2 });
    for await (const _ of net.fit(bands(40), { loss: softmaxCrossEntropy(), optimizer: sgd(), epochs: 3 })) between();
    return net.parametersHash();
  };
  using one = await augment(many, { engine: core });
  using two = await augment(many, { engine: await sharedEngine({ threads: 2 }) });
  let index = 0;
  const alone = await train(() => {});
  const beside = await train(() => {
    const size = 5 + 10 * index++; // memory grows, too
    const x = picture(size, size, 3);
    expect(two({ x }, { epoch: 0, index })).toEqual(one({ x }, { epoch: 0, index }));
  });
  expect(index).toBeGreaterThan(2);
  expect(beside).toBe(alone);
});
