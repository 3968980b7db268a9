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
}
