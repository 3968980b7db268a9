/** PNG and JPEG pictures, and those of a page: `fovea/images`. */
import { gunzipSync } from "fflate/browser";
import { compileCodec } from "../../bindings/codec.ts";
import { wasm as packedJpeg } from "../../bindings/jpeg.ts";
import { decodeBase64 } from "../../bindings/platform.ts";
import type { Picture } from "../data/samples.ts";
import { createDecoder, type DecodePicture } from "./decode.ts";
import { type PictureSource, pictureFromSource } from "./from.ts";
import type { PictureOptions } from "./options.ts";

export * from "./shared.ts";

const decode: DecodePicture = createDecoder(() =>
  compileCodec(gunzipSync(decodeBase64(packedJpeg)) as Uint8Array<ArrayBuffer>),
);

/**
 * The picture in the bytes of a PNG or JPEG file, whatever its name: [height, width, channels], 8 bits a channel. The same bytes in
 * every runtime; those of a JPEG are libjpeg's own (accurate DCT, smooth chroma), as in Pillow, torchvision and OpenCV.
 *
 * PNG: all colour types and depths, palettes, transparent colours, Adam7; samples of 16 bits are rounded to 8; gamma and colour profiles are
 * not applied; of an animation the still picture. JPEG: baseline and progressive, grey and colours, of 8 bits. A photograph is turned
 * upright by its EXIF orientation.
 *
 * @throws FoveaError "format" for bytes that are no picture, are cut short or damaged, or are of a kind that is not read (CMYK, lossless or
 * arithmetic JPEG); "memory" for more pixels than `maxPixels`; "option" for options that do not fit. All name the picture.
 * @example
 * const picture = decodePicture(await readFile("cat.jpg"), { name: "cat.jpg" });
 * console.log(picture.width, picture.height, picture.channels); // ... 3
 */
export function decodePicture(bytes: Uint8Array, options: PictureOptions = {}): Picture {
  return decode(bytes, options);
}

/**
 * A picture from what a page has: `ImageData`, a canvas, an `ImageBitmap`, an image, a video or a `VideoFrame`; or from a PNG or JPEG file as
 * a `Blob`, `Response`, stream, URL or bytes, which {@link decodePicture} reads, so that they give the same bytes everywhere. What is drawn
 * is the browser's: another one may decode a video, or scale its colours, with other last bits.
 *
 * @throws FoveaError "option" for anything else; "data" for pixels that the page may not read (a picture of another site) or a source that
 * cannot be read; "runtime" where nothing can be drawn (Node, Deno, workerd); as {@link decodePicture} does for files.
 * @example
 * const picture = await pictureFrom(document.querySelector("canvas"), { channels: 1 });
 * input.onchange = async () => show(await pictureFrom(input.files[0]));
 */
export function pictureFrom(source: PictureSource, options: PictureOptions = {}): Promise<Picture> {
  return pictureFromSource(source, options, decode);
}
