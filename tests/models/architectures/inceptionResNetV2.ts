import {
  add,
  averagePool2d,
  batchNorm,
  type Conv2dOptions,
  concat,
  conv2d,
  dense,
  dropout,
  type Graph,
  globalAveragePool2d,
  graph,
  type Layer,
  maxPool2d,
  named,
  relu,
  scale,
  sequential,
} from "../../../src/index.ts";
import { channels, type NetOptions, picture } from "./blocks.ts";

export interface InceptionResNetV2Options extends NetOptions {
  /** How many blocks A, B and C. Default [10, 20, 9]. */
  repeats?: readonly [number, number, number];
}

const conv = (filters: number, kernel: Conv2dOptions["kernel"], more: Partial<Conv2dOptions> = {}): Layer =>
  sequential(conv2d({ filters, kernel, padding: "same", bias: false, ...more }), batchNorm({ epsilon: 0.001 }), relu());
const valid = { padding: "valid" } as const;
const half = { stride: 2, ...valid };
const pool = (): Layer => maxPool2d({ window: 3, stride: 2 });

const branches =
  (...layers: Layer[]): Layer =>
  (x) =>
    concat()(...layers.map((layer) => layer(x)));

/** relu(x + factor W body(x)), the last one without relu. */
const residual =
  (factor: number, body: Layer, last = false): Layer =>
  (x) => {
    const project = conv2d({ filters: x.shape[2], kernel: 1, name: "project" });
    const sum = add()(x, sequential(body, project, scale({ factor }))(x));
    return last ? sum : relu()(sum);
  };

/** Inception-ResNet-v2 (Szegedy et al. 2016), in the sizes of its authors' TensorFlow code, which differ from the paper's figures. */
export function inceptionResNetV2(options: InceptionResNetV2Options = {}): Graph {
  const { classes = 1000, image = 299, width = 1, repeats = [10, 20, 9] } = options;
  const n = channels(width);
  const times = (count: number, block: () => Layer): Layer => sequential(...Array.from({ length: count }, block));

  const stem = sequential(
    conv(n(32), 3, half),
    conv(n(32), 3, valid),
    conv(n(64), 3),
    pool(),
    conv(n(80), 1),
    conv(n(192), 3, valid),
    pool(),
    branches(
      conv(n(96), 1),
      sequential(conv(n(48), 1), conv(n(64), 5)),
      sequential(conv(n(64), 1), conv(n(96), 3), conv(n(96), 3)),
      sequential(averagePool2d({ window: 3, stride: 1, padding: "same", countPadding: false }), conv(n(64), 1)),
    ),
  );
  const blockA = (): Layer =>
    branches(
      conv(n(32), 1),
      sequential(conv(n(32), 1), conv(n(32), 3)),
      sequential(conv(n(32), 1), conv(n(48), 3), conv(n(64), 3)),
    );
  const reductionA = branches(
    conv(n(384), 3, half),
    sequential(conv(n(256), 1), conv(n(256), 3), conv(n(384), 3, half)),
    pool(),
  );
  const blockB = (): Layer =>
    branches(conv(n(192), 1), sequential(conv(n(128), 1), conv(n(160), [1, 7]), conv(n(192), [7, 1])));
  const reductionB = branches(
    sequential(conv(n(256), 1), conv(n(384), 3, half)),
    sequential(conv(n(256), 1), conv(n(288), 3, half)),
    sequential(conv(n(256), 1), conv(n(288), 3), conv(n(320), 3, half)),
    pool(),
  );
  const blockC = (): Layer =>
    branches(conv(n(192), 1), sequential(conv(n(192), 1), conv(n(224), [1, 3]), conv(n(256), [3, 1])));
  const x = picture(image);
  const layers = sequential(
    named("stem", stem),
    named(
      "a",
      times(repeats[0], () => residual(0.17, blockA())),
    ),
    named("reductionA", reductionA),
    named(
      "b",
      times(repeats[1], () => residual(0.1, blockB())),
    ),
    named("reductionB", reductionB),
    named(
      "c",
      sequential(
        times(repeats[2], () => residual(0.2, blockC())),
        residual(1, blockC(), true),
      ),
    ),
    conv(n(1536), 1),
    globalAveragePool2d(),
    dropout({ rate: 0.2 }),
    dense({ units: classes }),
  );
  return graph(x, layers(x));
}
