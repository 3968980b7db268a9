// Rearranging copies: weights into the panels that conv2dForward reads, and images into a frame of zeros.

@inline const CHANNELS: i32 = 8;

/**
 * panels[g, b, ty, tx, i, lane] = weights[origin + g * groupStep + (8b + lane) * outStep + i * inStep + ty * tapStepY + tx * tapStepX]
 *
 * Steps count floats and may be negative, so one loop packs a layer's own weights [tapsY, tapsX, cin, out] and the flipped,
 * transposed ones for the gradient with respect to its input. Lanes behind the last output channel are zero.
 */
@unmanaged class PackArgs {
  panels: usize; // [groups, ceil(cout / 8), tapsY, tapsX, cin, 8]
  weights: usize; // [tapsY, tapsX, cin, groups * cout]
  cin: i32;
  cout: i32;
  tapsY: i32;
  tapsX: i32;
  origin: i32;
  groupStep: i32;
  outStep: i32;
  inStep: i32;
  tapStepY: i32;
  tapStepX: i32;
}

/** One item is one panel of 8 output channels. */
export function pack(args: usize, begin: i32, end: i32): void {
  const a = changetype<PackArgs>(args);
  const blocks = (a.cout + CHANNELS - 1) / CHANNELS;
  for (let item = begin; item < end; item++) {
    const channel = (item % blocks) * CHANNELS;
    const lanes = min(CHANNELS, a.cout - channel);
    const from = a.origin + (item / blocks) * a.groupStep + channel * a.outStep;
    let to: usize = a.panels + ((item * a.tapsY * a.tapsX * a.cin * CHANNELS) << 2);
    for (let ty = 0; ty < a.tapsY; ty++) {
      for (let tx = 0; tx < a.tapsX; tx++) {
        let at = a.weights + ((from + ty * a.tapStepY + tx * a.tapStepX) << 2);
        for (let i = 0; i < a.cin; i++) {
          copyLanes(to, at, lanes, a.outStep);
          at += a.inStep << 2;
          to += CHANNELS << 2;
        }
      }
    }
  }
}

@inline function copyLanes(to: usize, at: usize, lanes: i32, step: i32): void {
  if (lanes == CHANNELS && step == 1) {
    v128.store(to, v128.load(at));
    v128.store(to, v128.load(at, 16), 16);
    return;
  }
  for (let lane = 0; lane < CHANNELS; lane++) {
    store<f32>(to + (lane << 2), lane < lanes ? load<f32>(at + ((lane * step) << 2)) : 0);
  }
}

/** y = x with zeros around each image. */
@unmanaged class PadForwardArgs {
  y: usize; // [n, top + height + bottom, left + width + right, channels]
  x: usize; // [n, height, width, channels]
  height: i32;
  width: i32;
  channels: i32;
  top: i32;
  bottom: i32;
  left: i32;
  right: i32;
}

/** One item is one row of y. */
export function padForward(args: usize, begin: i32, end: i32): void {
  const a = changetype<PadForwardArgs>(args);
  const rows = a.top + a.height + a.bottom;
  const pitch: usize = ((a.left + a.width + a.right) * a.channels) << 2;
  const leftBytes: usize = (a.left * a.channels) << 2;
  const rowBytes: usize = (a.width * a.channels) << 2;
  for (let item = begin; item < end; item++) {
    const to = a.y + item * pitch;
    const row = item % rows - a.top;
    if (row < 0 || row >= a.height) memory.fill(to, 0, pitch);
    else {
      memory.fill(to, 0, leftBytes);
      memory.copy(to + leftBytes, a.x + ((item / rows) * a.height + row) * rowBytes, rowBytes);
      memory.fill(to + leftBytes + rowBytes, 0, pitch - leftBytes - rowBytes);
    }
  }
}
