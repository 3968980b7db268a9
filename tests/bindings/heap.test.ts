import { describe, expect, test } from "vitest";
import { Heap } from "../../bindings/heap.ts";
import { RandomStream } from "../../src/random.ts";

const ALIGNMENT = 64;

describe("against a list of blocks, through random allocations and frees", () => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed))("seed %i", (seed) => {
    const random = new RandomStream({ seed, purpose: 3 });
    const heap = new Heap(1000 + seed);
    const blocks: { address: number; bytes: number }[] = [];
    for (let i = 0; i < 250; i++) {
      if (blocks.length && random.below(5) < 2) {
        const [block] = blocks.splice(random.below(blocks.length), 1);
        heap.free(block.address);
      } else {
        const bytes = random.below(1 << random.below(14));
        const promised = heap.topAfter(bytes);
        const address = heap.allocate(bytes);
        const [from, to] = [address, address + Math.max(1, bytes)];
        expect([heap.top, from % ALIGNMENT, from >= heap.base]).toEqual([promised, 0, true]);
        expect(
          blocks.filter((block) => from < block.address + Math.max(1, block.bytes) && block.address < to),
          "that overlap",
        ).toEqual([]);
        blocks.push({ address, bytes });
      }
      const ends = blocks.map(({ address, bytes }) => address + bytes);
      expect(heap.top).toBeGreaterThanOrEqual(Math.max(heap.base, ...ends));
    }
    for (const { address } of blocks) heap.free(address);
    expect(heap.top, "all was given back").toBe(heap.base);
    expect(heap.allocate(1 << 20), "nothing is left in pieces").toBe(heap.base);
  });
});

test("the top falls to the end of the last block as soon as it can", () => {
  const heap = new Heap(0);
  const [a, b, c] = [heap.allocate(100), heap.allocate(100), heap.allocate(100)];
  heap.free(b);
  expect(heap.top).toBe(c + 128);
  heap.free(c);
  expect(heap.top).toBe(a + 128);
  heap.free(a);
  expect(heap.top).toBe(heap.base);
});

test("a freed block is used again, first fit", () => {
  const heap = new Heap(0);
  const [a, , c] = [heap.allocate(256), heap.allocate(64), heap.allocate(128), heap.allocate(64)];
  heap.free(a);
  heap.free(c);
  expect(heap.allocate(300)).toBeGreaterThan(c);
  expect(heap.allocate(128)).toBe(a);
  expect(heap.allocate(128)).toBe(a + 128);
  expect(heap.allocate(128)).toBe(c);
});

test("the top after an allocation is known before, also for a block that is given back first", () => {
  const heap = new Heap(0);
  const a = heap.allocate(1000);
  const b = heap.allocate(1000);
  expect(heap.topAfter(2000, b)).toBe(b + 2048);
  expect(heap.topAfter(2000, a)).toBe(heap.top + 2048);
  heap.free(a);
  expect(heap.topAfter(1000)).toBe(heap.top);
});

test("what is no block cannot be freed", () => {
  const heap = new Heap(0);
  const a = heap.allocate(10);
  expect(() => heap.free(a + 64)).toThrow(`no block at ${a + 64}`);
  heap.free(a);
  expect(() => heap.free(a)).toThrow(`no block at ${a}`);
});
