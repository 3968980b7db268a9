// The kernels of assembly/augment/mix.ts, against oracles, between sentinels.
import { describe, expect, test } from "vitest";
import * as kernels from "../../bindings/kernels.ts";
import { pseudoRandom } from "../harness/values.ts";
import { runKernel } from "./guardedKernel.ts";

const SIZE = 5;
const order = [3, 1, 4, 0, 2];

/** What stands in other numbers' bytes, as the harness moves floats. */
const floats = (numbers: Uint8Array | Int32Array): Float32Array => {
  const padded = new Uint8Array(Math.ceil(numbers.byteLength / 4) * 4);
  padded.set(new Uint8Array(numbers.buffer));
  return new Float32Array(padded.buffer);
};
const partners = floats(Int32Array.from(order));
/** Every byte next to every other sooner or later. */
const someBytes = (count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => (i * 167 + (i >> 3)) & 255);

describe.each([1, 3, 15, 16, 17, 31, 33, 768])("samples of %i numbers", (width) => {
  // The last bytes fill up a float: what a kernel writes behind its own samples, another must write again, or nobody.
  const count = SIZE * width;
  test.each([0, 1, 9830, 16384, 32767])("blendBytes, %i / 32768", async (share) => {
    const x = someBytes(count);
    const call = {
      kernel: kernels.blendBytes,
      reads: { x: floats(x), partners },
      numbers: { width, share },
      items: SIZE,
    };
    const expected = Array.from(x, (own, i) => {
      const other = x[order[Math.floor(i / width)] * width + (i % width)];
      return Math.floor((own * share + other * (32768 - share)) / 32768 + 0.5);
    });
    for (const fast of [false, true]) {
      const got = await runKernel({ ...call, count: Math.ceil(count / 4) }, fast);
      expect([...new Uint8Array(got.buffer, 0, count)]).toEqual(expected);
    }
  });
  test.each([0, 0.3, 1])("blendFloats, %f", async (given) => {
    const share = Math.fround(given);
    const x = Float32Array.from(pseudoRandom(count, 7));
    const call = { kernel: kernels.blendFloats, count, reads: { x, partners }, numbers: { width, share }, items: SIZE };
    const expected = Array.from(x, (own, i) => {
      const other = x[order[Math.floor(i / width)] * width + (i % width)];
      return share * own + (1 - share) * other;
    });
    for (const fast of [false, true]) {
      const got = await runKernel(call, fast);
      const worst = Math.max(...expected.map((value, i) => Math.abs(value - got[i])));
      expect(worst).toBeLessThan(2e-7);
    }
  });
});

describe.each([
  ["nothing", 0, 0, 0, 0],
  ["a corner", 0, 2, 0, 3],
  ["a pixel", 2, 3, 3, 6],
  ["all", 0, 4, 0, 12],
])("pasteRectangle, %s", (_, top, bottom, left, right) => {
  test("is the partner's inside, the sample's outside", async () => {
    const [height, pitch] = [4, 12];
    const x = someBytes(SIZE * height * pitch);
    const call = {
      kernel: kernels.pasteRectangle,
      count: x.length / 4,
      reads: { x: floats(x), partners },
      numbers: { height, pitch, top, bottom, left, right },
      items: SIZE,
    };
    const expected = Array.from(x, (own, at) => {
      const [column, row, i] = [at % pitch, Math.floor(at / pitch) % height, Math.floor(at / pitch / height)];
      const inside = row >= top && row < bottom && column >= left && column < right;
      return inside ? x[(order[i] * height + row) * pitch + column] : own;
    });
    for (const fast of [false, true])
      expect([...new Uint8Array((await runKernel(call, fast)).buffer)]).toEqual(expected);
  });
});
