// Windows of [windowY, windowX] pixels over an image: output pixel (oy, ox) sees the input from (oy strideY - top,
// ox strideX - left) on, less what lies outside the image. Every window holds a pixel of the image.
//
//     top = 1, window = 3, stride = 2          position p of the padded image: 0 1 2 3 4 5
//                                              window 0 covers                 0 1 2
//                                              window 1 covers                     2 3 4

/** The first window that covers position `p` of the padded image. */
@inline export function firstCover(p: i32, window: i32, stride: i32): i32 {
  return p < window ? 0 : (p - window) / stride + 1;
}

/** One more than the last window, of `windows`, that covers position `p` of the padded image. */
@inline export function endOfCover(p: i32, stride: i32, windows: i32): i32 {
  return min(p / stride + 1, windows);
}
