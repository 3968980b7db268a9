// What the layers of regularisation refuse.
import {
  alphaDropout,
  channelDropout,
  dropBlock,
  dropout,
  dropPath,
  gaussianDropout,
  gaussianNoise,
  input,
} from "../../src/index.ts";
import { checkWrongUse, type Row, wrong } from "./wrongUse.ts";

const rates = (op: string, layer: (options: { rate: number }) => unknown): Row[] =>
  [1, -0.1, Number.NaN, wrong("0.5")].map((rate) => [
    `a rate of ${rate}`,
    "option",
    new RegExp(
      `^${op}\\.rate: got "?${rate}"?, expected a number from 0 to below 1\\. Hint: it is the share that is dropped\\.$`,
    ),
    () => layer({ rate }),
  ]);

checkWrongUse({
  dropout: [
    ...rates("dropout", dropout),
    [
      "the share that is kept",
      "option",
      /^dropout: got unknown option "keep", expected one of rate, name/,
      () => dropout(wrong({ keep: 0.5 })),
    ],
  ],
  alphaDropout: rates("alphaDropout", alphaDropout),
  channelDropout: [
    ...rates("channelDropout", channelDropout),
    [
      "channels alone",
      "shape",
      /^layer channelDropout \(channelDropout\): got \[5\], expected \[\.\.\., channels\] with at least one axis before the channels\. Hint: dropout\(\) drops single elements\.$/,
      () => channelDropout()(input([5])),
    ],
  ],
  dropPath: rates("dropPath", dropPath),
  dropBlock: [
    ...rates("dropBlock", dropBlock),
    [
      "blocks of no pixels",
      "option",
      /^dropBlock\.blockSize: got 0, expected a positive whole number\.$/,
      () => dropBlock({ blockSize: 0 }),
    ],
    [
      "an image smaller than a block",
      "shape",
      /^layer dropBlock \(dropBlock\): got \[9, 6, 2\], expected height and width of at least the blockSize 7\.$/,
      () => dropBlock()(input([9, 6, 2])),
    ],
    [
      "a sequence",
      "shape",
      /^layer dropBlock \(dropBlock\): got \[9, 2\], expected \[height, width, channels\]\.$/,
      () => dropBlock()(input([9, 2])),
    ],
  ],
  gaussianNoise: [
    ...[-0.1, Number.NaN, Number.POSITIVE_INFINITY].map(
      (deviation): Row => [
        `a deviation of ${deviation}`,
        "option",
        new RegExp(`^gaussianNoise\\.deviation: got ${deviation}, expected a finite number, not negative\\.$`),
        () => gaussianNoise({ deviation }),
      ],
    ),
    [
      "a rate",
      "option",
      /^gaussianNoise: got unknown option "rate", expected one of deviation, name/,
      () => gaussianNoise(wrong({ rate: 0.1 })),
    ],
  ],
  gaussianDropout: rates("gaussianDropout", gaussianDropout),
});
