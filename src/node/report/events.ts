/** What a report takes of a run's events: those of fit, with more where the program knows more. */

/** An event of `model.fit`, or one like it; a report draws what is there. */
export interface RunEvent {
  /** "step", "epoch" and "validation" are drawn, a "warning" is told, others are passed over. */
  readonly kind: string;
  /** From 1. */
  readonly epoch?: number;
  /** From 1. */
  readonly step?: number;
  /** Steps of the whole training. */
  readonly steps?: number;
  readonly loss?: number;
  /** 0..1. */
  readonly accuracy?: number;
  /** Other metrics of a validation by name; numbers are drawn. */
  readonly metrics?: Readonly<Record<string, unknown>>;
  readonly learningRate?: number;
  readonly imagesPerSecond?: number;
  /** Of an epoch. */
  readonly seconds?: number;
  /** Of them, waiting for data. */
  readonly waiting?: number;
  /** Of a warning, as of `statistics` of `fovea/training`. */
  readonly message?: string;
}
