// The kernels of assembly/augment that move pixels, against oracles, between sentinels.
import { describe, expect, test } from "vitest";
import * as kernels from "../../bindings/kernels.ts";
import { type Border, borders } from "../../src/augment/border.ts";
import { samplings } from "../../src/augment/warp.ts";
import { expectNear, pseudoRandom } from "../harness/values.ts";
import { smooth } from "../oracle/augment/elastic.ts";
import { type Raster, toByte } from "../oracle/augment/raster.ts";
import { type Place, sample, warp } from "../oracle/augment/warp.ts";
import { runKernel } from "./guardedKernel.ts";
import { raster, sizes, unevenRaster } from "./pictures.ts";

const NEAR = 1e-5; // of the greatest number: shares of pixels are f32
const pictures = sizes.flatMap(([h, w]) => [1, 2, 3, 4].map((channels) => [h, w, channels] as const));
const fill = [11, 60.5, 200, 255];

/** What stands in other numbers' bytes, as the harness moves floats. */
const floats = (bytes: ArrayBuffer): Float32Array => {
  const padded = new Uint8Array(Math.ceil(bytes.byteLength / 4) * 4);
  padded.set(new Uint8Array(bytes));
  return new Float32Array(padded.buffer);
};
const numbers = (values: Iterable<number>): Float32Array => Float32Array.from(values);

describe.each([1, 3, 4, 5, 16, 1023, 1024, 1025])("%i numbers", (count) => {
  const items = Math.ceil(count / 1024);
  test("bytesToFloats", async () => {
    const bytes = Uint8Array.from({ length: count }, (_, i) => i * 37 + 5);
    const call = {
      kernel: kernels.bytesToFloats,
      count,
      reads: { x: floats(bytes.buffer) },
      numbers: { count },
      items,
    };
    for (const fast of [false, true]) expect([...(await runKernel(call, fast))]).toEqual([...bytes]);
  });
  test("floatsToBytes", async () => {
    const odd = [0.5, 1.5, 254.5, 255.5, -3, 1e9, -1e30, Number.NaN, 127.49999, Number.POSITIVE_INFINITY, -0.5];
    const x = Float32Array.from({ length: count }, (_, i) => (i < odd.length ? odd[i] : (i * 91.37) % 300) - (i % 2));
    const call = { kernel: kernels.floatsToBytes, reads: { x }, numbers: { count }, items };
    const got = await runKernel({ ...call, count: Math.ceil(count / 4) });
    const expected = [...x].map((value) => (Number.isNaN(value) ? 0 : toByte(value)));
    expect([...new Uint8Array(got.buffer, 0, count)]).toEqual(expected);
  });
});

describe.each(pictures)("pickPixels, %i x %i x %i", (height, width, channels) => {
  test.each([
    ["flipped", [...Array(height).keys()].reverse(), [...Array(width).keys()].reverse()],
    ["with a border", [-1, ...Array(height).keys(), 0], [-1, width - 1, ...Array(width).keys(), -1, -1]],
    ["one pixel", [height - 1], [width - 1]],
  ])("%s", async (_, rows, columns) => {
    const x = raster(height, width, channels);
    const call = {
      kernel: kernels.pickPixels,
      count: rows.length * columns.length * channels,
      reads: {
        x: numbers(x.data),
        rows: floats(Int32Array.from(rows).buffer),
        columns: floats(Int32Array.from(columns).buffer),
        fill: numbers(fill.slice(0, channels)),
      },
      numbers: { width: columns.length, channels, pitch: width },
      items: rows.length,
    };
    const expected = rows.flatMap((r) =>
      columns.flatMap((c) =>
        fill.slice(0, channels).map((value, k) => (r < 0 || c < 0 ? value : x.data[(r * width + c) * channels + k])),
      ),
    );
    for (const fast of [false, true]) expect([...(await runKernel(call, fast))]).toEqual(expected);
  });
});

/** From places of the result to places of the source; the last one has a horizon within the picture. */
const matrices: Record<string, number[]> = {
  identity: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  turned: [0.81, 0.42, -1.3, -0.37, 0.77, 1.9, 0, 0, 1],
  far: [3.1, -2.2, -14.2713, 1.7, 4.9, -20.1379, 0, 0, 1],
  perspective: [0.93, 0.11, 0.2, -0.07, 1.03, -0.4, 0.021, -0.013, 0.97],
  horizon: [0.93, 0.11, 0.2, -0.07, 1.03, -0.4, 0.31, -0.23, 0.113],
};

function runWarp(x: Raster, matrix: number[], sampling: number, border: Border, field: Raster[] | null, fast = false) {
  const { height, width, channels, data } = x;
  const planes = field && { right: numbers(field[0].data), down: numbers(field[1].data) };
  return runKernel(
    {
      kernel: kernels.warp,
      count: height * width * channels,
      reads: {
        x: numbers(data),
        matrix: floats(Float64Array.from(matrix).buffer),
        fill: numbers(fill.slice(0, channels)),
        ...planes,
      },
      numbers: {
        ...(field ? {} : { right: null, down: null }),
        ...{ width, fromHeight: height, fromWidth: width, channels, sampling, border: borders.indexOf(border) },
      },
      items: height,
    },
    fast,
  );
}

describe.each(pictures)("warp, %i x %i x %i", (height, width, channels) => {
  const x = unevenRaster(height, width, channels, 3);
  const plane = (seed: number): Raster => ({
    ...{ height, width, channels: 1 },
    data: Float64Array.from(Float32Array.from(pseudoRandom(height * width, seed), (value) => 3 * value)),
  });
  const field = [plane(5), plane(6)];

  test.each(Object.entries(matrices))("%s", async (name, matrix) => {
    for (const [i, sampling] of samplings.entries())
      for (const border of borders)
        for (const displaced of [null, field]) {
          const place = ([u, v]: Place): Place => {
            const [a, b, c, d, e, f, g, h, w] = matrix;
            const z = g * u + h * v + w;
            const at = Math.floor(v) * width + Math.floor(u);
            const [right, down] = displaced ? [displaced[0].data[at], displaced[1].data[at]] : [0, 0];
            return [(a * u + b * v + c) / z + right, (d * u + e * v + f) / z + down];
          };
          const expected = warp(x, place, sampling, { border, fill }).data;
          const what = `${name}, ${sampling}, ${border}${displaced ? ", displaced" : ""}`;
          expectNear(await runWarp(x, matrix, i, border, displaced), expected, NEAR, what);
        }
  });
});

describe("warp", () => {
  const x = unevenRaster(9, 11, 3);
  test("the relaxed build is near, too", async () => {
    const got = await runWarp(x, matrices.turned, 2, "reflect", null, true);
    expectNear(got, await runWarp(x, matrices.turned, 2, "reflect", null), NEAR, "relaxed");
  });
  test("an identity is one to the bit", async () => {
    for (const sampling of [0, 1, 2])
      expect([...(await runWarp(x, matrices.identity, sampling, "constant", null))]).toEqual([...x.data]);
  });
  test("what is equal everywhere stays so", async () => {
    const grey = { ...x, data: x.data.map(() => 77.3) };
    expect(new Set(await runWarp(grey, matrices.turned, 1, "reflect", null))).toEqual(new Set([Math.fround(77.3)]));
  });
  test.each([
    ["nowhere", [0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["infinitely far", [1e300, 0, 0, 0, 1e300, 0, 0, 0, 1]],
    ["far beyond 32 bits", [1e12, 0, 0, 0, -1e12, 0, 0, 0, 1]],
  ])("a place %s is beyond the picture", async (_, matrix) => {
    for (const sampling of [0, 1, 2]) {
      const got = await runWarp(x, matrix, sampling, "constant", null);
      expectNear(
        got.slice(33),
        x.data.slice(33).map((_, i) => fill[i % 3]),
        NEAR,
        "fill",
      );
    }
    expect((await runWarp(x, matrix, 1, "reflect", null)).every(Number.isFinite)).toBe(true);
  });
  test("the oracle of one place is what it says", () => {
    const line = { height: 1, width: 2, channels: 1, data: Float64Array.of(10, 20) };
    expect(sample(line, [1.25, 0.5], 0, "bilinear", { border: "constant", fill: [0] })).toBe(17.5);
  });
});

describe.each(sizes)("smoothField, %i x %i", (height, width) => {
  test.each([0.3, 1, 2.4, 7])("sigma %f", async (sigma) => {
    const count = 2 * height * width;
    const radius = Math.ceil(3 * sigma);
    const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
      Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
    );
    const sum = weights.reduce((a, b) => a + b);
    const x = Float32Array.from(pseudoRandom(count, 9));
    const call = {
      kernel: kernels.smoothField,
      count,
      reads: {
        x: Float32Array.from([...x, ...new Array(16).fill(1e30)]),
        weights: numbers(weights.map((weight) => weight / sum)),
        rows: new Float32Array(2 * height * (width + 2 * radius + 16)).fill(Number.NaN),
      },
      numbers: { height, width, radius, scale: 34 },
      items: 2 * height,
    };
    const planes = [x.slice(0, count / 2), x.slice(count / 2)];
    const expected = planes.flatMap((plane) => [...smooth(plane, height, width, sigma)].map((value) => 34 * value));
    for (const fast of [false, true]) expectNear(await runKernel(call, fast), expected, 1e-6, "smoothed");
  });
});
