/** Pictures with other channels. */
import type { Picture } from "../data/samples.ts";
import type { Channels } from "./options.ts";

/**
 * The picture with `channels` channels. Colours become grey by the luma of ITU-R BT.601 in 16-bit fixed point, as in Pillow and
 * torchvision; opacity that is no longer wanted is spent on white paper; what is added is opaque.
 */
export function withChannels(picture: Picture, channels: Channels): Picture {
  if (channels === "as stored" || channels === picture.channels) return picture;
  const { width, height } = picture;
  const opaque = channels === 4 ? picture : flatten(picture);
  const data = new Uint8Array(width * height * channels);
  if (channels === 1) fillGrey(data, opaque);
  else fillColours(data, opaque, channels);
  return { width, height, channels, data };
}

/** Grey from colours, as {@link withChannels} makes it. */
export const luma = (red: number, green: number, blue: number): number =>
  (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;

/** Without opacity: grey or colours on white. */
function flatten(picture: Picture): Picture {
  const { width, height, channels, data } = picture;
  if (channels % 2 === 1) return picture;
  const kept = channels - 1;
  const out = new Uint8Array(width * height * kept);
  for (let from = kept, to = 0; to < out.length; from += channels) {
    const opacity = data[from];
    const paper = 255 * (255 - opacity) + 127; // 127: to round
    for (let c = kept; c > 0; c--) out[to++] = ((data[from - c] * opacity + paper) / 255) | 0;
  }
  return { width, height, channels: kept, data: out };
}

function fillGrey(out: Uint8Array, { data, channels }: Picture): void {
  if (channels === 1) out.set(data);
  else for (let i = 0, at = 0; i < out.length; i++, at += 3) out[i] = luma(data[at], data[at + 1], data[at + 2]);
}

/** Three channels, or four, from one, two or three. */
function fillColours(out: Uint8Array, { data, channels }: Picture, wanted: 3 | 4): void {
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let to = 0, from = 0; to < out.length; to += wanted, from += channels) {
    out[to] = data[from];
    out[to + 1] = data[from + green];
    out[to + 2] = data[from + blue];
    if (wanted === 4) out[to + 3] = channels === 2 ? data[from + 1] : 255;
  }
}
