// JPEG files to read: blobs of colour, edges and grain, about as long as photographs of their size are.
import jpeg from "jpeg-js";

const QUALITY = 90;
const BLOBS = 8;
const GRAIN = 16;

/** `count` different files of `width` x `height` pixels. @returns {Uint8Array[]} */
export function jpegs(count, width, height) {
  return Array.from({ length: count }, (_, i) => new Uint8Array(jpeg.encode(picture(i, width, height), QUALITY).data));
}

function picture(seed, width, height) {
  const random = numbers(seed);
  const scale = Math.min(width, height);
  const blobs = Array.from({ length: BLOBS }, () => ({
    ...{ x: random() * width, y: random() * height, radius: scale * (0.1 + 0.3 * random()) },
    colour: [random() * 255, random() * 255, random() * 255],
  }));
  const data = new Uint8Array(width * height * 4);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const blob = blobs.find((each) => Math.hypot(x - each.x, y - each.y) < each.radius);
      const colour = blob?.colour ?? [(255 * x) / width, (255 * y) / height, 128];
      const grain = GRAIN * (random() - 0.5);
      for (let c = 0; c < 3; c++) data[at + c] = Math.min(255, Math.max(0, colour[c] + grain));
    }
  return { width, height, data };
}

/** Numbers from 0 to 1, the same for a seed. */
function numbers(seed) {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
