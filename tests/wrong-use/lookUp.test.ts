// The layers that resize, and those that look numbers up.
import { argmax, embedding, gather, input, oneHot, resize1d, resize2d, resize3d, upsample2d } from "../../src/index.ts";
import { checkWrongUse, wrong } from "./wrongUse.ts";

const image = input([4, 6, 3], { name: "image" });
const row = input([5], { name: "row" });

checkWrongUse({
  resize: [
    ["neither", "option", /^resize2d: got neither size nor scale, expected one of them\.$/, () => resize2d({})],
    [
      "both",
      "option",
      /^upsample2d: got both size and scale, expected one of them\.$/,
      () => upsample2d(wrong({ size: 4 })),
    ],
    [
      "an unknown mode",
      "option",
      /^resize2d\.mode: got "linear", expected one of "nearest", "nearestExact", "bilinear", "bicubic"\.$/,
      () => resize2d({ size: 4, mode: wrong("linear") }),
    ],
    [
      "bicubic in three dimensions",
      "option",
      /^resize3d\.mode: got "bicubic", expected one of "nearest", "nearestExact", "linear"\.$/,
      () => resize3d({ size: 4, mode: wrong("bicubic") }),
    ],
    [
      "corners of the nearest",
      "option",
      /^resize2d: got alignCorners with mode "nearest", expected a mode that interpolates\.$/,
      () => resize2d({ size: 4, alignCorners: true }),
    ],
    [
      "a list of other length",
      "option",
      /^resize2d\.size: got \[4\], expected a number, or a list of 2\.$/,
      () => resize2d({ size: [4] }),
    ],
    ["a scale of 0", "option", /^resize2d\.scale: got 0, expected positive numbers\.$/, () => resize2d({ scale: 0 })],
    [
      "half a pixel",
      "option",
      /^resize2d\.size: got 1\.5, expected a positive whole number\.$/,
      () => resize2d({ size: 1.5 }),
    ],
    [
      "nothing left",
      "shape",
      /^layer resize2d \(resize2d\): got scale \[0\.2, 0\.2\] for \[4, 6, 3\], expected at least one element along each axis\.$/,
      () => resize2d({ scale: 0.2 })(image),
    ],
    [
      "another rank",
      "shape",
      /^layer resize1d \(resize1d\): got input \[4, 6, 3\], expected \[length, channels\]\.$/,
      () => resize1d({ size: 4 })(image),
    ],
  ],
  "gather, oneHot, argmax and embedding": [
    [
      "an index that there is not",
      "shape",
      /^layer gather \(gather\): got index 5 of 5 elements, expected one from -5 to 4\.$/,
      () => gather({ indices: [5] })(row),
    ],
    [
      "half an index",
      "option",
      /^gather\.indices: got \[0\.5\], expected a list of whole numbers\.$/,
      () => gather({ indices: [0.5] }),
    ],
    [
      "no indices",
      "shape",
      /^layer gather \(gather\): got 1 node, expected two: what to pick from, and the indices\.$/,
      () => (gather() as (x: typeof row) => unknown)(row),
    ],
    [
      "indices twice",
      "shape",
      /^layer gather \(gather\): got 2 nodes, expected one, for the indices are given\.$/,
      () => (gather({ indices: [0] }) as (...nodes: (typeof row)[]) => unknown)(row, image),
    ],
    ["no classes", "option", /^oneHot\.classes: got undefined, expected a positive/, () => oneHot(wrong({}))],
    [
      "an axis that there is not",
      "shape",
      /^layer argmax \(argmax\): got axis 3 of \[4, 6, 3\], expected one from -3 to 2\.$/,
      () => argmax({ axis: 3 })(image),
    ],
    [
      "keepAxis as text",
      "option",
      /^argmax\.keepAxis: got "yes", expected true or false\.$/,
      () => argmax({ keepAxis: wrong("yes") }),
    ],
    [
      "a padding beyond the table",
      "option",
      /^embedding\.padding: got 4, expected an index from 0 to 3\.$/,
      () => embedding({ count: 4, size: 2, padding: 4 }),
    ],
    [
      "more than floats can count",
      "option",
      /^embedding\.count: got 16777217, expected at most 2\^24: indices are floats\.$/,
      () => embedding({ count: 2 ** 24 + 1, size: 2 }),
    ],
    [
      "an unknown option",
      "option",
      /^embedding: got unknown option "units", expected one of count, size, padding, initializer, name\.$/,
      () => embedding(wrong({ count: 4, size: 2, units: 3 })),
    ],
  ],
});
