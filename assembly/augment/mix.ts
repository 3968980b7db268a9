import { LANES, VECTOR, loadLanes, madd, splat, storeLanes } from "../simd";

// Batches whose samples are mixed with one another, sample `i` with sample `partners[i]`. One item: a sample.

/** Shares of bytes are counted in 2^-15, so that their mixtures are whole numbers and the same in every build. */
const SHARE_BITS: i32 = 15;

@unmanaged class BlendBytesArgs {
  y: usize; // [size, width] u8
  x: usize; // [size, width] u8
  partners: usize; // [size] i32
  width: i32;
  share: i32; // of the sample itself, 0 to 2^15 - 1
}

/** y[i] = x[j] + (x[i] - x[j]) share / 2^15, j being i's partner, rounded to the nearest whole number. */
export function blendBytes(args: usize, begin: i32, end: i32): void {
  const a = changetype<BlendBytesArgs>(args);
  const width = <usize>a.width, whole = width & ~(VECTOR - 1);
  const share = i16x8.splat(<i16>a.share);
  for (let i = <usize>begin; i < <usize>end; i++) {
    const own = a.x + i * width, other = a.x + <usize>load<i32>(a.partners + (i << 2)) * width, y = a.y + i * width;
    let at: usize = 0;
    for (; at < whole; at += VECTOR) {
      const p = v128.load(own + at), q = v128.load(other + at);
      const low = between(i16x8.extend_low_i8x16_u(p), i16x8.extend_low_i8x16_u(q), share);
      const high = between(i16x8.extend_high_i8x16_u(p), i16x8.extend_high_i8x16_u(q), share);
      v128.store(y + at, i8x16.narrow_i16x8_u(low, high));
    }
    for (; at < width; at++) {
      const p = <i32>load<u8>(own + at), q = <i32>load<u8>(other + at);
      store<u8>(y + at, q + (((p - q) * a.share + (1 << (SHARE_BITS - 1))) >> SHARE_BITS));
    }
  }
}

@inline function between(own: v128, other: v128, share: v128): v128 {
  return i16x8.add(other, i16x8.q15mulr_sat_s(i16x8.sub(own, other), share));
}

@unmanaged class BlendFloatsArgs {
  y: usize; // [size, width]
  x: usize; // [size, width]
  partners: usize; // [size] i32
  width: i32;
  share: f32; // of the sample itself
}

/** y[i] = share x[i] + (1 - share) x[j], j being i's partner. */
export function blendFloats(args: usize, begin: i32, end: i32): void {
  const a = changetype<BlendFloatsArgs>(args);
  const width = <usize>a.width << 2;
  const share = splat(a.share), rest = splat(1 - a.share);
  for (let i = <usize>begin; i < <usize>end; i++) {
    const own = a.x + i * width, other = a.x + <usize>load<i32>(a.partners + (i << 2)) * width, y = a.y + i * width;
    for (let at: usize = 0; at < width; at += VECTOR) {
      const lanes = min<i32>(<i32>((width - at) >> 2), LANES);
      storeLanes(y + at, madd(share, loadLanes(own + at, lanes), f32x4.mul(rest, loadLanes(other + at, lanes))), lanes);
    }
  }
}

@unmanaged class PasteRectangleArgs {
  y: usize; // [size, height, pitch] bytes, not x's memory
  x: usize; // [size, height, pitch] bytes
  partners: usize; // [size] i32
  height: i32;
  pitch: i32; // bytes of a row
  top: i32; // the rectangle's first row
  bottom: i32; // the row behind its last
  left: i32; // the first byte of a row in it
  right: i32; // the byte behind the last
}

/** y[i] = x[i], but x[j], j being i's partner, within the rectangle. */
export function pasteRectangle(args: usize, begin: i32, end: i32): void {
  const a = changetype<PasteRectangleArgs>(args);
  const pitch = <usize>a.pitch, sample = <usize>a.height * pitch, bytes = <usize>(a.right - a.left);
  for (let i = <usize>begin; i < <usize>end; i++) {
    const other = a.x + <usize>load<i32>(a.partners + (i << 2)) * sample, y = a.y + i * sample;
    memory.copy(y, a.x + i * sample, sample);
    for (let row = a.top; row < a.bottom; row++) {
      const at = <usize>row * pitch + <usize>a.left;
      memory.copy(y + at, other + at, bytes);
    }
  }
}
