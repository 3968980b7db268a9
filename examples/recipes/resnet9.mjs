// A small residual network for small pictures, after the one that David Page trained for DAWNBench ("How to train your ResNet",
// 2018), at any width: four stages of 3x3 convolutions, each but the first halving the size, the second and fourth with a residual block.
import {
  add,
  batchNorm,
  conv2d,
  dense,
  globalMaxPool2d,
  graph,
  heNormal,
  input,
  maxPool2d,
  relu,
  scale,
  sequential,
} from "fovea";

const conv = (filters) =>
  sequential(
    conv2d({ filters, kernel: 3, padding: "same", bias: false, initializer: heNormal() }),
    batchNorm(),
    relu(),
  );

const residual = (filters) => (x) => add()(sequential(conv(filters), conv(filters))(x), x);

const half = () => maxPool2d({ window: 2 });

/** Logits of 10 classes for bytes of `shape`, with `width` channels in the first stage, 2, 4 and 8 times as many in the others. */
export function resnet9({ shape, width, mean, std }) {
  const x = input(shape, { mean, std });
  const layers = sequential(
    conv(width),
    sequential(conv(2 * width), half(), residual(2 * width)),
    sequential(conv(4 * width), half()),
    sequential(conv(8 * width), half(), residual(8 * width)),
    globalMaxPool2d(),
    dense({ units: 10, bias: false }),
    scale({ factor: 0.125 }),
  );
  return graph(x, layers(x));
}
