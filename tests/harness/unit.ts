/** The multiply-and-shift hash of (stream, index) that tests/golden/common.py defines: a number of [0, 1) with 24 bits. */
export function unit(stream: number, index: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 8) / 2 ** 24;
}
