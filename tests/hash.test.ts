import { expect, test } from "vitest";
import { hashFloats } from "../src/hash.ts";
import { pseudoRandom } from "./harness/values.ts";

const floats = Float32Array.from(pseudoRandom(300, 1));

test("is sixteen hex digits that depend on the bits alone", () => {
  expect(hashFloats([])).toMatch(/^[0-9a-f]{16}$/);
  expect(hashFloats([floats])).toBe(hashFloats([floats.slice()]));
  const shifted = new Float32Array(301);
  shifted.set(floats, 1);
  expect(hashFloats([shifted.subarray(1)])).toBe(hashFloats([floats]));
});

test("stays what it is from version to version: files and notes quote it", () => {
  expect(hashFloats([Float32Array.of(1, 2, 3), Float32Array.of(-0.5)])).toBe("614b0a6e895cdd21");
});

test("is another one for every single bit that differs", () => {
  const seen = new Set([hashFloats([floats])]);
  const words = new Uint32Array(floats.buffer.slice(0));
  for (let i = 0; i < words.length; i += 7)
    for (let bit = 0; bit < 32; bit++) {
      words[i] ^= 1 << bit;
      seen.add(hashFloats([new Float32Array(words.buffer)]));
      words[i] ^= 1 << bit;
    }
  expect(seen.size).toBe(1 + Math.ceil(300 / 7) * 32);
});

test("tells order, borders and signs of zero apart", () => {
  const [a, b] = [Float32Array.of(1, 2), Float32Array.of(3)];
  const variants = [
    [a, b],
    [b, a],
    [Float32Array.of(1, 2, 3)],
    [Float32Array.of(1), Float32Array.of(2, 3)],
    [Float32Array.of(2, 1), b],
    [a, b, new Float32Array(0)],
  ];
  expect(new Set(variants.map(hashFloats)).size).toBe(variants.length);
  expect(hashFloats([Float32Array.of(0)])).not.toBe(hashFloats([Float32Array.of(-0)]));
});
