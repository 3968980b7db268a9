// The shape of the register tiles that convolutions, and so dense layers, are computed in: the one place that knows it.
//
// A tile is LONG values of one side (pixels, weight rows) by CHANNELS output channels, in 2 LONG accumulators. The relaxed build
// multiplies and adds in one instruction: 12 accumulators, 2 weights and 1 spread value fill the 15 registers that engines
// leave of 16. The strict build needs one more for the product, and 6 would spill; 4 does not.

/** Pixels or weight rows in a full tile. */
@inline export const LONG: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;

/** Output channels in a tile: two vectors. Weights are packed in panels this wide. */
@inline export const CHANNELS: i32 = 8;

/** How many tiles `rows` rows take. */
@inline export function tilesOf(rows: i32): i32 {
  return (rows + LONG - 1) / LONG;
}

/** Rows of the first of `tiles` tiles that share `rows` rows evenly: 13 go as 5, 4 and 4, as a tile of one row would mostly wait. */
@inline export function rowsOfFirst(rows: i32, tiles: i32): i32 {
  return (rows + tiles - 1) / tiles;
}
