import {
  add,
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
import { channels, convNormRelu as conv, type NetOptions, picture } from "./blocks.ts";

export interface InceptionResNetOptions extends NetOptions {
  /** How many blocks A, B and C. Default [5, 10, 5]. */
  repeats?: readonly [number, number, number];
}

/** Inception-ResNet-v1 (Szegedy et al. 2016, figures 10 to 15). */
export function inceptionResNet(options: InceptionResNetOptions = {}): Graph {
  const { classes = 1000, image = 299, width = 1, repeats = [5, 10, 5] } = options;
  const n = channels(width);
  const same = { padding: "same" } as const;
  const half = { stride: 2 };

  const stem = sequential(
    conv(n(32), 3, half),
    conv(n(32), 3),
    conv(n(64), 3, same),
    maxPool2d({ window: 3, stride: 2 }),
    conv(n(80), 1),
    conv(n(192), 3),
    conv(n(256), 3, half),
  );
  const blockA = () =>
    residual(0.17, [
      conv(n(32), 1),
      sequential(conv(n(32), 1), conv(n(32), 3, same)),
      sequential(conv(n(32), 1), conv(n(32), 3, same), conv(n(32), 3, same)),
    ]);
  const reductionA = branches(
    maxPool2d({ window: 3, stride: 2 }),
    conv(n(384), 3, half),
    sequential(conv(n(192), 1), conv(n(192), 3, same), conv(n(256), 3, half)),
  );
  const blockB = () =>
    residual(0.1, [
      conv(n(128), 1),
      sequential(conv(n(128), 1), conv(n(128), [1, 7], same), conv(n(128), [7, 1], same)),
    ]);
  const reductionB = branches(
    maxPool2d({ window: 3, stride: 2 }),
    sequential(conv(n(256), 1), conv(n(384), 3, half)),
    sequential(conv(n(256), 1), conv(n(256), 3, half)),
    sequential(conv(n(256), 1), conv(n(256), 3, same), conv(n(256), 3, half)),
  );
  const blockC = () =>
    residual(0.2, [
      conv(n(192), 1),
      sequential(conv(n(192), 1), conv(n(192), [1, 3], same), conv(n(192), [3, 1], same)),
    ]);
  const times = (count: number, block: () => Layer): Layer => sequential(...Array.from({ length: count }, block));

  const x = picture(image);
  const layers = sequential(
    named("stem", stem),
    named("a", times(repeats[0], blockA)),
    named("reductionA", reductionA),
    named("b", times(repeats[1], blockB)),
    named("reductionB", reductionB),
    named("c", times(repeats[2], blockC)),
    globalAveragePool2d(),
    dropout({ rate: 0.2 }),
    dense({ units: classes }),
  );
  return graph(x, layers(x));
}

const branches = (...layers: Layer[]): Layer => {
  const each = layers.map((layer, i) => named(`branch${i + 1}`, layer));
  return (x) => {
    const [a, b, ...more] = each.map((layer) => layer(x));
    return concat()(a, b, ...more);
  };
};

/** relu(x + factor W concat(...)): a small factor keeps the training of wide blocks stable. */
const residual =
  (factor: number, layers: Layer[]): Layer =>
  (x) => {
    const project = conv2d({ filters: x.shape[2], kernel: 1, name: "project" });
    return relu()(add()(x, sequential(branches(...layers), project, scale({ factor }))(x)));
  };
