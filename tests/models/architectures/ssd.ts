import {
  concat,
  conv2d,
  customLoss,
  type Graph,
  graph,
  input,
  type Layer,
  type Loss,
  l2Normalize,
  maxPool2d,
  multiply,
  named,
  relu,
  reshape,
  sequential,
  slice,
  smoothL1Loss,
} from "../../../src/index.ts";

export interface SsdOptions {
  size?: number;
  filters?: number;
  /** Boxes that are tried at each place. */
  boxes?: number;
  /** With the background, which is class 0. */
  classes?: number;
}

/**
 * Liu et al. 2016, "SSD: single shot multibox detector", with two maps of features: classes [priors, classes] and offsets of boxes
 * [priors, 4]. The first map's features are brought to length 20, as in the paper.
 */
export function ssd(options: SsdOptions = {}): Graph {
  const { size = 64, filters = 16, boxes = 4, classes = 4 } = options;
  const convolve = (n: number): Layer =>
    sequential(conv2d({ filters: n, kernel: 3, padding: "same" }), relu(), maxPool2d({ window: 2 }));
  const image = input([size, size, 3], { mean: [123, 117, 104], std: 58 });
  const fine = named("fine", sequential(convolve(filters), convolve(2 * filters), convolve(4 * filters)))(image);
  const coarse = named("coarse", convolve(4 * filters))(fine);
  const normal = l2Normalize({ scale: 20 })(fine);
  const predict = (name: string, numbers: number) => {
    const head = (): Layer =>
      sequential(
        conv2d({ filters: boxes * numbers, kernel: 3, padding: "same" }),
        reshape({ shape: [-1, numbers] }), // the boxes of a place stand one after the other
      );
    return concat({ axis: 0 })(named(`${name}1`, head())(normal), named(`${name}2`, head())(coarse));
  };
  return graph(image, { classes: predict("classes", classes), boxes: predict("boxes", 4) });
}

/** The smooth L1 loss of the boxes that match an object: targets [priors, 5], offsets and then 1 where there is one, else 0. */
export function matchedBoxes(priors: number, weight = 1): Loss {
  return customLoss(
    "matchedBoxes",
    (found, targets) => {
      const offsets = slice({ begin: [0, 0], end: [priors, 4] })(targets);
      const matched = slice({ begin: [0, 4], end: [priors, 5] })(targets);
      return smoothL1Loss().of(multiply()(found, matched), multiply()(offsets, matched));
    },
    { targets: [priors, 5], weight },
  );
}
