/** Which way up a photograph is: the orientation of EXIF (CIPA DC-008, tag 0x0112), and turning pictures by it. */
import type { Picture } from "../data/samples.ts";

const ORIENTATION = 0x0112;
const SHORT = 3;
const ENTRY = 12; // bytes

/** The orientation, 1 to 8, in EXIF data (from its TIFF header on); 1, upright, where it has none or is damaged. */
export function orientationOf(exif: Uint8Array): number {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  if (exif.length < 8) return 1;
  const order = view.getUint16(0);
  const little = order === 0x4949;
  if ((!little && order !== 0x4d4d) || view.getUint16(2, little) !== 42) return 1;
  const folder = view.getUint32(4, little);
  if (folder + 2 > exif.length) return 1;
  const count = view.getUint16(folder, little);
  for (let i = 0, at = folder + 2; i < count && at + ENTRY <= exif.length; i++, at += ENTRY) {
    if (view.getUint16(at, little) !== ORIENTATION || view.getUint16(at + 2, little) !== SHORT) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** The picture turned and mirrored so that it is upright, given its orientation. */
export function turnUpright(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture;
  const { width, height, channels, data } = picture;
  const across = orientation >= 5; // rows become columns
  const [newWidth, newHeight] = across ? [height, width] : [width, height];
  const isMirroredX = [2, 3, 7, 8].includes(orientation);
  const isMirroredY = [3, 4, 6, 7].includes(orientation);
  const out = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < newHeight; y++)
    for (let x = 0; x < newWidth; x++) {
      const [column, row] = across ? [y, x] : [x, y];
      const fromX = isMirroredX ? width - 1 - column : column;
      const fromY = isMirroredY ? height - 1 - row : row;
      for (let c = 0, from = (fromY * width + fromX) * channels; c < channels; c++) out[to++] = data[from++];
    }
  return { width: newWidth, height: newHeight, channels, data: out };
}
