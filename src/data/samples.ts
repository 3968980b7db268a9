/** Numbers of many samples in one flat array, sample after sample; images are [height, width, channels], labels class indices. */
export type Values = Float32Array | Uint8Array | Int32Array;

/**
 * What `fit`, `evaluate` and the loaders share: inputs `x`, targets `y`, both flat, for `size` samples.
 * A graph of several inputs or outputs takes a record of arrays by node name.
 */
export interface Samples {
  x: Values | Record<string, Values>;
  y?: Values | Record<string, Values>;
  /** One weight a sample, finite and not negative; the loss is then the weighted mean. Default: all 1. */
  weights?: Float32Array;
  /** Number of samples; default: the length of the inputs over that of one sample. */
  size?: number;
  /** Names of the classes, by index. */
  classes?: readonly string[];
  /** Where each sample comes from, such as a path; "" where nobody knows. Errors and reports name it. */
  names?: readonly string[];
}

/** A picture: rows from the top, pixels from the left, channels last; 0 is dark, 255 light. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and opacity, 3 red, green, blue, 4 with opacity. */
  readonly channels: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Something in a picture: its edges in pixels, 0 at the picture's left and top, and its class. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly label: number;
}

/** One sample, as data sets give it; {@link Samples} are many of them, in flat arrays. */
export interface Sample {
  /** The input, by name where a graph has several. */
  x: Picture | Values | Record<string, Picture | Values>;
  /** The target: a label, numbers, or a picture of labels as large as `x` (a mask), which transforms move along with it. */
  y?: number | Picture | Values | Record<string, number | Picture | Values>;
  /** Finite and not negative. Default 1. */
  weight?: number;
  /** What is in the picture `x`; transforms move it along. */
  boxes?: readonly Box[];
  /** Where it comes from, such as a path: errors and reports name it. */
  name?: string;
}

/** A picture and its class, as `imageFolder` gives them. */
export interface LabelledPicture extends Sample {
  x: Picture;
  y: number;
  name: string;
}

/** A picture and the classes of its pixels, as `pairedFolder` gives them. */
export interface MaskedPicture extends Sample {
  x: Picture;
  y: Picture;
  name: string;
}

/** A picture and what is where in it, as `vocFolder` gives them. */
export interface BoxedPicture extends Sample {
  x: Picture;
  boxes: readonly Box[];
  name: string;
}

/** A sound, -1 to 1, and its class, as `wavFolder` gives them. */
export interface LabelledSound extends Sample {
  x: Float32Array;
  y: number;
  name: string;
}
