/** Pictures from what pages have: files, canvases, frames of a video. */

import { readAll } from "../data/readAll.ts";
import type { Picture } from "../data/samples.ts";
import { type ByteSource, nameOf } from "../data/source.ts";
import { FoveaError, fail, show } from "../error.ts";
import { withChannels } from "./channels.ts";
import type { DecodePicture } from "./decode.ts";
import { checkPictureOptions, checkPixels, type PictureOptions } from "./options.ts";

/** Red, green, blue and opacity of every pixel, as a page has them; `ImageData` is one. */
export interface PixelData {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** What a page can draw: canvases, images, bitmaps, videos and their frames. */
export type Drawable =
  | HTMLCanvasElement
  | OffscreenCanvas
  | ImageBitmap
  | HTMLImageElement
  | HTMLVideoElement
  | VideoFrame;

/** What `pictureFrom` takes: pixels, something to draw, or the bytes of a PNG or JPEG file. */
export type PictureSource = PixelData | Drawable | ByteSource;

/** `pictureFrom` with a decoder for files; see there. */
export async function pictureFromSource(
  source: PictureSource,
  options: PictureOptions,
  decode: DecodePicture,
): Promise<Picture> {
  const { channels, name, maxPixels } = checkPictureOptions("pictureFrom", options);
  if (isByteSource(source)) {
    const called = options.name ?? nameOf(source);
    return decode(await readAll(source, called), { ...options, name: called });
  }
  const pixels = isPixelData(source) ? source : drawn(source, name, maxPixels);
  checkPixels(name, pixels.width, pixels.height, maxPixels);
  const { width, height, data } = pixels;
  if (data.length !== width * height * 4)
    fail("option", { where: name, got: `${data.length} bytes`, expected: `${width}x${height} pixels of 4 bytes` });
  const picture = { width, height, channels: 4, data: new Uint8Array(data) };
  return withChannels(picture, channels);
}

function isByteSource(source: PictureSource): source is ByteSource {
  return (
    typeof source === "string" ||
    [Uint8Array, ArrayBuffer, Blob, URL, Response, ReadableStream].some((type) => source instanceof type)
  );
}

function isPixelData(source: PictureSource): source is PixelData {
  const { width, height, data } = (source ?? {}) as Partial<PixelData>;
  const isData = data instanceof Uint8ClampedArray || data instanceof Uint8Array;
  return isData && Number.isInteger(width) && Number.isInteger(height);
}

/** Draws `source` in its own size and reads the pixels. */
function drawn(source: Drawable, name: string, maxPixels: number): PixelData {
  const size = sizeOf(source);
  if (!size)
    fail("option", {
      where: "pictureFrom.source",
      got: show(source),
      expected:
        "ImageData, a canvas, ImageBitmap, image, video or VideoFrame, or a Blob or the bytes of a PNG or JPEG file",
    });
  const [width, height] = size;
  checkPixels(name, width, height, maxPixels);
  if (typeof OffscreenCanvas !== "function")
    throw new FoveaError(
      "runtime",
      `${name}: this runtime has no OffscreenCanvas to draw on; give the bytes of a file`,
    );
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new FoveaError("runtime", `${name}: this runtime gives no canvas to draw on`);
  try {
    context.drawImage(source as CanvasImageSource, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  } catch (error) {
    return fail("data", {
      where: name,
      got: `${error instanceof Error ? error.message : error}`,
      expected: "something whose pixels this page may read",
      hint: "a frame that is closed, or a picture of another site, which needs CORS",
    });
  }
}

/** The size of what can be drawn, in pixels of its own; undefined for anything else. */
function sizeOf(source: Drawable): [width: number, height: number] | undefined {
  const sides = [
    ["displayWidth", "displayHeight"], // a frame of a video, turned and scaled as it is shown
    ["videoWidth", "videoHeight"],
    ["naturalWidth", "naturalHeight"],
    ["width", "height"],
  ];
  const parts = (source ?? {}) as unknown as Record<string, unknown>;
  for (const [across, down] of sides)
    if (Number.isInteger(parts[across]) && Number.isInteger(parts[down]))
      return [parts[across] as number, parts[down] as number];
  return undefined;
}
