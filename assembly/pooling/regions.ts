// Pooling regions of an image of any depth: one region for each output, the product of a run of positions along each axis. A
// table of i32 says where the runs of one axis lie, so that plain windows, adaptive bins and fractional regions need no kernels
// of their own:
//
//     [out, 3]  first position, taps, size (what a mean divides by); taps are `step` positions apart
//     [in, 2]   the outputs whose runs may hold a position: from, to (one more than the last)

/** What kernels over regions share. An image with fewer axes has sizes of 1 for those that it lacks. */
@unmanaged export class Regions {
  depths: usize; // table of i32, [outDepth, 3] [inDepth, 2]
  rows: usize; // table of i32, [outHeight, 3] [inHeight, 2]
  columns: usize; // table of i32, [outWidth, 3] [inWidth, 2]
  channels: i32;
  inDepth: i32;
  inHeight: i32;
  inWidth: i32;
  outDepth: i32;
  outHeight: i32;
  outWidth: i32;
  stepDepth: i32;
  stepHeight: i32;
  stepWidth: i32;
}

@inline export function firstOf(table: usize, output: i32): i32 { return load<i32>(table + 12 * <usize>output); }
@inline export function tapsOf(table: usize, output: i32): i32 { return load<i32>(table + 12 * <usize>output, 4); }
@inline export function sizeOf(table: usize, output: i32): i32 { return load<i32>(table + 12 * <usize>output, 8); }

/** The first output whose run may hold `position`, of an axis of `outputs`. */
@inline export function coverFrom(table: usize, outputs: i32, position: i32): i32 {
  return load<i32>(table + 12 * <usize>outputs + 8 * <usize>position);
}

/** One more than the last of them. */
@inline export function coverTo(table: usize, outputs: i32, position: i32): i32 {
  return load<i32>(table + 12 * <usize>outputs + 8 * <usize>position, 4);
}

/** Whether the run of `output` holds `position`. */
@inline export function holds(table: usize, output: i32, position: i32, step: i32): bool {
  const offset = position - firstOf(table, output);
  return offset >= 0 && offset < tapsOf(table, output) * step && offset % step == 0;
}
