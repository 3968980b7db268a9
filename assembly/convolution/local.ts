/** Sizes that the kernels of locallyConnected.ts share: a window's place in images, and channels. */
@unmanaged export class Local {
  n: i32;
  cin: i32;
  cout: i32;
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
