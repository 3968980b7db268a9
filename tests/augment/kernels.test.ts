// The kernels of assembly/augment that change colours, blur, add noise and whiten, against oracles, between sentinels.
import { describe, expect, test } from "vitest";
import * as kernels from "../../bindings/kernels.ts";
import { expectNear, pseudoRandom } from "../harness/values.ts";
import { blur, gaussian, sharpness } from "../oracle/augment/blur.ts";
import { equalize, hue, posterize, solarize } from "../oracle/augment/colour.ts";
import { fillBox, normal } from "../oracle/augment/noise.ts";
import { at, channelOf, type Raster, rasterLike, toByte } from "../oracle/augment/raster.ts";
import { whiten } from "../oracle/augment/whiten.ts";
import { type KernelCall, runKernel } from "./guardedKernel.ts";
import { sizes, unevenRaster } from "./pictures.ts";

const NEAR = 2e-6; // of 255: some units in the last place
const pictures = sizes.flatMap(([h, w]) => [1, 2, 3, 4].map((channels) => [h, w, channels] as const));
const coloured = sizes.map(([h, w]) => [h, w, 3] as const);
const floats = (x: Raster): Float32Array => Float32Array.from(x.data);

/** The strict build by three cuts, the relaxed one near the same, and in place where the kernel may be. */
async function results<Args extends object>(call: KernelCall<Args>, inPlace?: string): Promise<Float32Array[]> {
  const all = [await runKernel(call), await runKernel(call, true)];
  if (inPlace) all.push(await runKernel({ ...call, inPlace }));
  return all;
}

describe.each(pictures)("%i x %i x %i", (height, width, channels) => {
  const x = unevenRaster(height, width, channels, height + channels);
  const pixels = height * width;
  const read = { x: floats(x) };

  test.each([1, 3, 4])("mixChannels to %i", async (to) => {
    const matrix = Float32Array.from(pseudoRandom((channels + 1) * 4, channels));
    const expected = Array.from({ length: pixels * to }, (_, i) => {
      const [pixel, k] = [Math.floor(i / to), i % to];
      let sum = matrix[channels * 4 + k];
      for (let c = 0; c < channels; c++) sum += matrix[c * 4 + k] * x.data[pixel * channels + c];
      return Math.min(Math.max(sum, -20), 90);
    });
    const numbers = { pixels, from: channels, to, low: -20, high: 90 };
    const call = {
      kernel: kernels.mixChannels,
      count: pixels * to,
      reads: { ...read, matrix },
      numbers,
      items: pixels,
    };
    for (const got of await results(call, to === channels ? "x" : undefined))
      expectNear(got, expected, NEAR, "mixChannels");
  });

  test("countValues and mapValues", async () => {
    const numbers = { pixels, channels };
    const counted = await runKernel({
      kernel: kernels.countValues,
      count: channels * 256,
      reads: read,
      writes: "counts",
      numbers,
      items: channels,
    });
    const expected = new Int32Array(channels * 256);
    for (let i = 0; i < x.data.length; i++) expected[(i % channels) * 256 + toByte(x.data[i])]++;
    expect(new Int32Array(counted.buffer)).toEqual(expected);

    const table = Float32Array.from({ length: channels * 256 }, (_, i) => i / 2);
    const mapped = rasterLike(x, (r, c, k) => (k * 256 + toByte(at(x, r, c, k))) / 2);
    const call = { kernel: kernels.mapValues, count: x.data.length, reads: { ...read, table }, numbers, items: pixels };
    for (const got of await results(call, "x")) expect(got).toEqual(floats(mapped));
  });

  test("measureChannels", async () => {
    for (const writes of ["means", "lows", "highs"]) {
      const others = ["means", "lows", "highs"].filter((name) => name !== writes);
      const reads = { ...read, ...Object.fromEntries(others.map((name) => [name, new Float32Array(channels)])) };
      const numbers = { pixels, channels };
      const got = await runKernel({
        kernel: kernels.measureChannels,
        count: channels,
        reads,
        writes,
        numbers,
        items: channels,
      });
      const expected = Array.from({ length: channels }, (_, k) => {
        const values = channelOf(x, k);
        if (writes === "means") return values.reduce((a, b) => a + b, 0) / pixels;
        return writes === "lows" ? Math.min(...values) : Math.max(...values);
      });
      expectNear(got, expected, NEAR, writes);
    }
  });

  test.each([0, 1, 3, 11])("blurRows and blurColumns of radius %i", async (radius) => {
    const weights = Float32Array.from(gaussian(0.4 * radius + 0.3, radius));
    const numbers = { radius, height, width, channels };
    const call = { count: x.data.length, numbers, items: height };
    const expected = blur(x, [...weights]);
    for (const fast of [false, true]) {
      const rows = await runKernel({ ...call, kernel: kernels.blurRows, reads: { ...read, weights } }, fast);
      const got = await runKernel({ ...call, kernel: kernels.blurColumns, reads: { x: rows, weights } }, fast);
      expectNear(got, expected.data, NEAR, "blur");
    }
  });

  test("sharpen", async () => {
    if (height < 3 || width < 3) return expect(sharpness(x, 2)).toBe(x);
    for (const factor of [0, 0.3, 1, 2.5]) {
      const numbers = { height, width, channels, factor };
      const call = { kernel: kernels.sharpen, count: x.data.length, reads: read, numbers, items: height };
      for (const got of await results(call)) expectNear(got, sharpness(x, factor).data, NEAR, `sharpen ${factor}`);
    }
  });

  test("addNoise", async () => {
    const key = [0x12345678, 0x9abcdef];
    const numbers = { count: x.data.length, deviation: 20, keyLow: key[0], keyHigh: key[1], low: 0, high: 255 };
    const expected = x.data.map((value, i) => Math.min(Math.max(value + 20 * normal(i, key), 0), 255));
    const items = Math.ceil(x.data.length / 4);
    const call = { kernel: kernels.addNoise, count: x.data.length, reads: read, numbers, items };
    for (const got of await results(call, "x")) expectNear(got, expected, NEAR, "addNoise");
  });

  test("fillBox", async () => {
    const box = { left: width >> 1, top: height >> 2, right: width, bottom: height };
    const values = [3, 1, 4, 15].slice(0, channels);
    const key = [7, 0xffffffff];
    const numbers = { width, channels, ...box, keyLow: key[0], keyHigh: key[1] };
    const call = {
      kernel: kernels.fillBox,
      count: x.data.length,
      writes: "x",
      inPlace: "before",
      items: box.bottom - box.top,
    };
    const before = floats(x);
    const constant = await runKernel({
      ...call,
      reads: { before, values: Float32Array.from([...values, 0, 0, 0].slice(0, 4)) },
      numbers,
    });
    expect(constant).toEqual(floats(fillBox(x, box, { values })));
    const noisy = await runKernel({ ...call, reads: { before }, numbers: { ...numbers, values: null } });
    expectNear(noisy, fillBox(x, box, { key }).data, NEAR, "fillBox");
  });

  test("whiten", async () => {
    const count = x.data.length;
    const mean = Float32Array.from(pseudoRandom(count, 3), (each) => 100 + 20 * each);
    const matrix = Float32Array.from(pseudoRandom(count * count, 4));
    const expected = whiten(read.x, mean, matrix);
    const call = { kernel: kernels.whiten, count, reads: { ...read, mean, matrix }, numbers: { count }, items: count };
    for (const got of await results(call)) expectNear(got, expected, 5e-6, "whiten");
  });
});

describe.each(coloured)("%i x %i in colour", (height, width, channels) => {
  const x = unevenRaster(height, width, channels, 40 + width);

  test("shiftHue", async () => {
    for (const turn of [0, 0.1, 0.5, 0.77]) {
      const numbers = { pixels: height * width, turn: 6 * turn };
      const call = {
        kernel: kernels.shiftHue,
        count: x.data.length,
        reads: { x: floats(x) },
        numbers,
        items: height * width,
      };
      for (const got of await results(call, "x")) expectNear(got, hue(x, turn).data, 5e-6, `hue ${turn}`);
    }
  });
});

test("the oracles of bytes agree with themselves", () => {
  const x = unevenRaster(6, 6, 3);
  expect(posterize(x, 8)).toEqual(rasterLike(x, (r, c, k) => toByte(at(x, r, c, k))));
  expect(solarize(x, 256)).toEqual(posterize(x, 8));
  expect(equalize(x).data.every((value) => Number.isInteger(value))).toBe(true);
});
