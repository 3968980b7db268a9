/** What every entry of `fovea/images` has, whatever gives it the decoder. */
export type { Picture } from "../data/samples.ts";
export type { Drawable, PictureSource, PixelData } from "./from.ts";
export type { Channels, PictureOptions } from "./options.ts";
export { encodePng } from "./png/encode.ts";
export { type PictureSize, resizePicture } from "./resize.ts";
