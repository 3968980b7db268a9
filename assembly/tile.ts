// The shape of the register tiles that convolutions, and so dense layers, are computed in: the one place that knows it.
//
// A tile is LONG values of one side (pixels, weight rows) by CHANNELS output channels, in 2 LONG accumulators. The relaxed build
// multiplies and adds in one instruction: 12 accumulators, 2 weights and 1 spread value fill the 15 registers that engines
// leave of 16. The strict build needs one more for the product, and 6 would spill; 4 does not.

/** Pixels or weight rows in a tile. */
@inline export const LONG: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;

/** Output channels in a tile: two vectors. Weights are packed in panels this wide. */
@inline export const CHANNELS: i32 = 8;

/** Pixels or weight rows in an item of work: whole tiles in either build. `ITEM` of src/ops/conv2d/forward.ts. */
@inline export const ITEM: i32 = 12;
