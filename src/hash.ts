/** Two 32-bit multiply-and-rotate hashes over the floats' bits, as sixteen hex digits. */
export function hashFloats(arrays: Iterable<Float32Array>): string {
  let [a, b] = [0x9e3779b9, 0x85ebca6b];
  for (const array of arrays) {
    const words = new Uint32Array(array.buffer, array.byteOffset, array.length);
    for (let i = 0; i < words.length; i++) {
      a = rotate(Math.imul(a ^ words[i], 0x01000193), 13);
      b = rotate(Math.imul(b ^ words[i], 0xc2b2ae35), 17);
    }
    a = Math.imul(a ^ words.length, 0x27d4eb2f);
  }
  return [finish(a), finish(b ^ a)].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

function finish(word: number): number {
  const mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
