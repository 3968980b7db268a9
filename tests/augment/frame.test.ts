import { describe, expect, test } from "vitest";
import { augment, randomFlip } from "../../src/augment/index.ts";
import { sharedEngine } from "../harness/engines.ts";

const engine = await sharedEngine({ threads: 1 });

const picture = (width: number, height: number, channels: number) => ({
  width,
  height,
  channels,
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 7 + 3) % 256),
});
const context = { epoch: 0, index: 0 };

describe("augment", () => {
  test.each([1, 2, 3, 4])("without transforms gives %i channels back as they are", async (channels) => {
    using change = await augment([], { engine });
    const x = picture(7, 5, channels);
    expect(change({ x, y: 3 }, context)).toEqual({ x, y: 3 });
  });
  test("flips picture, mask and boxes", async () => {
    using change = await augment([randomFlip({ horizontal: 1 })], { engine });
    const x = { width: 3, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    const boxes = [{ left: 0, top: 0, right: 1, bottom: 2, label: 7 }];
    const got = change({ x, y: x, boxes }, context);
    const flipped = { ...x, data: Uint8Array.of(3, 2, 1, 6, 5, 4) };
    expect(got).toEqual({ x: flipped, y: flipped, boxes: [{ left: 2, top: 0, right: 3, bottom: 2, label: 7 }] });
  });
});
