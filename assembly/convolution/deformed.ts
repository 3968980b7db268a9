/** What the kernels of deformable.ts share: where the taps read, and sizes. */
@unmanaged export class Deformed {
  offsets: usize; // [n, outHeight, outWidth, offsetGroups, taps, 2]: y, then x
  mask: usize; // [n, outHeight, outWidth, offsetGroups, taps] or 0
  groups: i32; // of weights
  cin: i32; // channels of one of these
  offsetGroups: i32;
  inHeight: i32;
  inWidth: i32;
  outHeight: i32;
  outWidth: i32;
  tapsY: i32;
  tapsX: i32;
  strideY: i32;
  strideX: i32;
  dilationY: i32;
  dilationX: i32;
  top: i32;
  left: i32;
}
