// For runtimes that compile no bytes at request time: their bundlers turn this import into a compiled module.
import jpeg from "../../jpeg.wasm";
import type { Picture } from "../data/samples.ts";
import { createDecoder, type DecodePicture } from "./decode.ts";
import { type PictureSource, pictureFromSource } from "./from.ts";
import type { PictureOptions } from "./options.ts";

export * from "./shared.ts";

const decode: DecodePicture = createDecoder(() => jpeg);

/** @see `decodePicture` of the main entry */
export function decodePicture(bytes: Uint8Array, options: PictureOptions = {}): Picture {
  return decode(bytes, options);
}

/** @see `pictureFrom` of the main entry */
export function pictureFrom(source: PictureSource, options: PictureOptions = {}): Promise<Picture> {
  return pictureFromSource(source, options, decode);
}
