import { describe, expect, test } from "vitest";
import { collate, dataset, type Picture, type Sample } from "../../../src/data/index.ts";
import { FoveaError } from "../../../src/index.ts";

const picture = (width: number, height: number, channels: number, first = 0): Picture => ({
  ...{ width, height, channels },
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => first + i),
});

const a: Sample = { x: picture(2, 1, 3), y: 4, name: "a.png" };
const b: Sample = { x: picture(2, 1, 3, 6), y: 0, name: "b.png" };

describe("samples become flat arrays", () => {
  const rows: [string, Sample[], object][] = [
    [
      "pictures and labels",
      [a, b],
      {
        x: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        y: Int32Array.of(4, 0),
        names: ["a.png", "b.png"],
        size: 2,
      },
    ],
    ["no targets", [{ x: picture(1, 1, 1, 9) }], { x: Uint8Array.of(9), size: 1 }],
    [
      "masks",
      [{ x: picture(2, 2, 1), y: picture(2, 2, 1, 5) }],
      { x: Uint8Array.of(0, 1, 2, 3), y: Uint8Array.of(5, 6, 7, 8), size: 1 },
    ],
    [
      "numbers that are no labels",
      [
        { x: Float32Array.of(1, 2), y: 0.5 },
        { x: Float32Array.of(3, 4), y: 2 },
      ],
      { x: Float32Array.of(1, 2, 3, 4), y: Float32Array.of(0.5, 2), size: 2 },
    ],
    [
      "arrays and weights, of which some are given",
      [
        { x: Int32Array.of(7), y: Float32Array.of(1, 2) },
        { x: Int32Array.of(8), y: Float32Array.of(3, 4), weight: 0.25 },
      ],
      { x: Int32Array.of(7, 8), y: Float32Array.of(1, 2, 3, 4), weights: Float32Array.of(1, 0.25), size: 2 },
    ],
    [
      "records of several inputs and targets, and clamped bytes",
      [
        {
          x: { left: picture(1, 1, 2), right: new Uint8ClampedArray([3]) as never },
          y: { kind: 1, box: Float32Array.of(0.5) },
        },
      ],
      {
        x: { left: Uint8Array.of(0, 1), right: Uint8Array.of(3) },
        y: { kind: Int32Array.of(1), box: Float32Array.of(0.5) },
        size: 1,
      },
    ],
  ];
  test.each(rows)("%s", (_, samples, expected) => expect(collate(samples)).toEqual(expected));
});

describe("what does not go together is told, by name", () => {
  const like = (other: Partial<Sample>): Sample[] => [a, { ...b, ...other } as Sample];
  const rows: [string, Sample[], RegExp][] = [
    [
      "another size",
      like({ x: picture(1, 2, 3) }),
      /^sample "b\.png", x: got a picture of 1 x 2 pixels and 3 channels, expected a picture of 2 x 1 pixels and 3 channels, as sample "a\.png" has\. Hint: bring all pictures to one size/,
    ],
    [
      "other channels",
      like({ x: picture(2, 1, 1) }),
      /^sample "b\.png", x: got a picture of 2 x 1 pixels and 1 channel, /,
    ],
    [
      "numbers among pictures",
      like({ x: new Float32Array(6) }),
      /^sample "b\.png", x: got Float32Array\(6\), expected a picture/,
    ],
    [
      "a record among pictures",
      like({ x: { x: picture(2, 1, 3) } }),
      /^sample "b\.png", x: got an object with keys x, expected/,
    ],
    [
      "fewer bytes than pixels",
      like({ x: { ...picture(2, 1, 3), data: new Uint8Array(5) } }),
      /^sample "b\.png", x: got a picture of 2 x 1 pixels and 3 channels in Uint8Array\(5\), expected 6 bytes\.$/,
    ],
    ["no target", like({ y: undefined }), /^sample "b\.png": got no y, expected a target y, as sample "a\.png"\.$/],
    [
      "a label that is text",
      like({ y: "3" as never }),
      /^sample "b\.png", y: got "3", expected a finite number, as sample "a/,
    ],
    [
      "a label that is no number",
      [{ ...a, y: Number.NaN }],
      /^sample "a\.png", y: got NaN, expected a finite number\.$/,
    ],
    [
      "a weight that is none",
      like({ weight: Number.NaN }),
      /^sample "b\.png", weight: got NaN, expected a finite number, not/,
    ],
    ["no input", [a, {} as Sample], /^element 1 of the batch: got an object with keys \(none\), expected a sample/],
    ["no samples", [], /^collate: got \[\], expected samples, at least one\.$/],
    [
      "a target of text without a name",
      [{ x: picture(1, 1, 1), y: ["no"] as never }],
      /^sample 0 of the batch, y: got \["no"\], expected a picture, a number, or a Float32Array/,
    ],
    [
      "a record that lacks a part",
      [
        { x: { p: Float32Array.of(1), q: Float32Array.of(1) }, name: "first" },
        { x: { p: Float32Array.of(1) }, name: "second" },
      ],
      /^sample "second", x: got a record of p, expected a record of p, q, as sample "first" has\.$/,
    ],
  ];
  test.each(rows)("%s", (_, samples, message) => {
    expect(() => collate(samples)).toThrow(message);
    expect(() => collate(samples)).toThrow(FoveaError);
  });

  test("in a batch of a data set", async () => {
    const read = dataset(like({ x: picture(1, 2, 3) }))
      .batch(2)
      .read();
    await expect(read.next()).rejects.toThrow(/^batch 0: sample "b\.png", x: got a picture of 1 x 2/);
  });
});
