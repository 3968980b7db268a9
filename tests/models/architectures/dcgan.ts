import {
  batchNorm,
  conv2d,
  convTranspose2d,
  discriminatorLoss,
  flatten,
  type Graph,
  generatorLoss,
  graph,
  input,
  type Layer,
  leakyRelu,
  named,
  relu,
  reshape,
  sequential,
  stopGradient,
  tanh,
} from "../../../src/index.ts";

export interface DcganOptions {
  /** Height and width of an image: 8 or more, a power of 2. */
  size?: number;
  channels?: number;
  /** Numbers that an image is made of. */
  noise?: number;
  /** Filters of the layers next to the image; each layer further in has twice as many. */
  filters?: number;
}

/**
 * Radford et al. 2016, "Unsupervised representation learning with deep convolutional generative adversarial networks", sizes as in
 * PyTorch's example. One graph for both trainings: outputs `generated`, and what each half makes small.
 */
export function dcgan(options: DcganOptions = {}): Graph {
  const { size = 64, channels = 3, noise = 100, filters = 64 } = options;
  const halvings = Math.log2(size) - 2; // down to 4 x 4
  const wide = Array.from({ length: halvings }, (_, i) => filters * 2 ** i);
  const around = { kernel: 4, stride: 2, padding: 1, bias: false };

  const grow = (n: number): Layer => sequential(convTranspose2d({ filters: n, ...around }), batchNorm(), relu());
  const [first, ...rest] = [...wide].reverse();
  const generator = named(
    "generator",
    sequential(
      reshape({ shape: [1, 1, noise] }),
      convTranspose2d({ filters: first, kernel: 4, bias: false }),
      batchNorm(),
      relu(),
      ...rest.map(grow),
      convTranspose2d({ filters: channels, ...around }),
      tanh(),
    ),
  );

  const shrink = (n: number, i: number): Layer => {
    const slope = leakyRelu({ slope: 0.2 });
    const conv = conv2d({ filters: n, ...around });
    return i ? sequential(conv, batchNorm(), slope) : sequential(conv, slope);
  };
  const discriminator = named(
    "discriminator",
    sequential(...wide.map(shrink), conv2d({ filters: 1, kernel: 4, bias: false }), flatten()),
  );

  const [z, real] = [input([noise], { name: "noise" }), input([size, size, channels], { name: "real" })];
  const generated = generator(z);
  return graph([z, real], {
    generated,
    generator: generatorLoss()(discriminator(generated)),
    discriminator: discriminatorLoss()(discriminator(real), discriminator(stopGradient()(generated))),
  });
}
