/** What decoding a picture takes. */
import { checkOptions, fail, show } from "../error.ts";

/** How many channels a picture is to have: 1 grey, 3 red, green, blue, 4 with opacity, or as many as its file has (1 to 4). */
export type Channels = 1 | 3 | 4 | "as stored";

/** What `decodePicture` and `pictureFrom` take besides the picture. */
export interface PictureOptions {
  /** Channels of the result; what is transparent shows white paper where they have no opacity. Default 3. */
  channels?: Channels;
  /** What errors call the picture, such as its path. Default "picture". */
  name?: string;
  /** Whether a photograph is turned as its EXIF orientation says. Default true. */
  upright?: boolean;
  /** The most pixels to unpack: a small file can claim to be gigabytes. Default 100 million. */
  maxPixels?: number;
}

const MOST_PIXELS = 100_000_000;

/** Checks the options of `where` and fills in the defaults. */
export function checkPictureOptions(where: string, options: PictureOptions): Required<PictureOptions> {
  checkOptions(where, options, ["channels", "name", "upright", "maxPixels"]);
  const { channels = 3, name = "picture", upright = true, maxPixels = MOST_PIXELS } = options;
  checkChannels(`${where}.channels`, channels);
  if (typeof name !== "string") fail("option", { where: `${where}.name`, got: show(name), expected: "a string" });
  if (typeof upright !== "boolean")
    fail("option", { where: `${where}.upright`, got: show(upright), expected: "true or false" });
  if (!(Number.isSafeInteger(maxPixels) && maxPixels > 0))
    fail("option", { where: `${where}.maxPixels`, got: show(maxPixels), expected: "a positive integer" });
  return { channels, name, upright, maxPixels };
}

/** Throws unless `channels` is one of {@link Channels}. */
export function checkChannels(where: string, channels: unknown): asserts channels is Channels {
  if (![1, 3, 4, "as stored"].includes(channels as Channels))
    fail("option", { where, got: show(channels), expected: '1, 3, 4 or "as stored"' });
}

/** Refuses, before anything is unpacked, a picture of too many pixels, or of none. */
export function checkPixels(where: string, width: number, height: number, maxPixels: number): void {
  if (width === 0 || height === 0)
    fail("format", { where, got: `a picture of ${width}x${height} pixels`, expected: "at least 1x1" });
  if (width * height > maxPixels)
    fail("memory", {
      where,
      got: `${width}x${height} pixels`,
      expected: `at most ${maxPixels}`,
      hint: "shrink it first, or raise maxPixels",
    });
}
