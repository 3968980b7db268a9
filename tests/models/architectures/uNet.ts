import {
  concat,
  conv2d,
  convTranspose2d,
  crop,
  type Graph,
  graph,
  input,
  type Layer,
  maxPool2d,
  named,
  relu,
  sequential,
  softmax,
} from "../../../src/index.ts";

export interface UNetOptions {
  /** Height and width of the image. */
  size?: number;
  channels?: number;
  classes?: number;
  /** Filters of the first level; each level down has twice as many. */
  filters?: number;
  /** Times that the image is halved. */
  depth?: number;
  /** `"valid"` is the paper's: what comes over is cropped, the output is smaller than the image. */
  padding?: "valid" | "same";
  /** True: a softmax at the end, for losses of probabilities. */
  probabilities?: boolean;
}

/** Ronneberger et al. 2015, "U-Net: convolutional networks for biomedical image segmentation"; figure 1 by default. */
export function uNet(options: UNetOptions = {}): Graph {
  const { size = 572, channels = 1, classes = 2, filters = 64, depth = 4, padding = "valid" } = options;
  const convolve = (n: number): Layer => sequential(conv2d({ filters: n, kernel: 3, padding }), relu());
  const twice = (n: number): Layer => sequential(convolve(n), convolve(n));
  /** A level with all that is below it. */
  const level = (n: number, below: number): Layer => {
    if (below === 0) return named("bottom", twice(n));
    const [down, up, merged] = [
      named("down", twice(n)),
      convTranspose2d({ filters: n, kernel: 2, stride: 2 }),
      twice(n),
    ];
    const inner = sequential(maxPool2d({ window: 2 }), level(2 * n, below - 1), named("up", up));
    return named(`level${depth - below + 1}`, (x) => {
      const skip = down(x);
      const back = inner(skip);
      const [height, width] = back.shape;
      return named("merge", merged)(concat()(crop({ size: [height, width] })(skip), back));
    });
  };
  const x = input([size, size, channels]);
  const head = conv2d({ filters: classes, kernel: 1, name: "head" });
  const logits = head(level(filters, depth)(x));
  return graph(x, options.probabilities ? softmax()(logits) : logits);
}
