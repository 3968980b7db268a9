// Activations of one sample: with a batch of 16 each has 3.2 million numbers, which the cores' own caches do not hold.
export const BATCH = 16;
/** [height, width, channels] */
export const MAP = [56, 56, 64];
/** [length, channels] */
export const SEQUENCE = [3136, 64];
/** [depth, height, width, channels] */
export const VOLUME = [16, 14, 14, 64];
/** [positions, features] */
export const ROWS = [784, 256];

/** Ranges of an input's numbers; without one they are drawn evenly from -1 to 1. */
export const POSITIVE = { centre: 1, reach: 0.5 };
/** Whole numbers from 0 to before `below`. */
export const whole = (below) => ({ below });
