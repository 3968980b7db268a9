/** Pictures from the bytes of their files. */
import type { CompiledCodec } from "../../bindings/codec.ts";
import type { Picture } from "../data/samples.ts";
import { describeBytes } from "../data/sniff.ts";
import { fail, show } from "../error.ts";
import { withChannels } from "./channels.ts";
import { createCodec } from "./jpeg/codec.ts";
import { decodeJpeg } from "./jpeg/decode.ts";
import { checkPictureOptions, type PictureOptions } from "./options.ts";
import { turnUpright } from "./orientation.ts";
import { SIGNATURE } from "./png/chunks.ts";
import { decodePng } from "./png/decode.ts";

/** {@link createDecoder}'s result; see `decodePicture`. */
export type DecodePicture = (bytes: Uint8Array, options?: PictureOptions) => Picture;

/** `decodePicture` with the JPEG decoder that `compiled` gives when it is first needed. */
export function createDecoder(compiled: () => CompiledCodec): DecodePicture {
  const unpackJpeg = createCodec(compiled);
  return (bytes, options = {}) => {
    const { channels, name, upright, maxPixels } = checkPictureOptions("decodePicture", options);
    if (!(bytes instanceof Uint8Array))
      fail("option", { where: "decodePicture.bytes", got: show(bytes), expected: "a Uint8Array, all of a file" });
    const kind = kindOf(bytes, name);
    const { picture, orientation } =
      kind === "png" ? decodePng(bytes, name, maxPixels) : decodeJpeg(bytes, name, { channels, maxPixels }, unpackJpeg);
    return withChannels(upright ? turnUpright(picture, orientation) : picture, channels);
  };
}

/** Which format the bytes have; their file's name does not matter. */
function kindOf(bytes: Uint8Array, where: string): "png" | "jpeg" {
  if (SIGNATURE.every((byte, i) => bytes[i] === byte)) return "png";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  return fail("format", {
    where,
    got: describeBytes(bytes),
    expected: "a PNG or JPEG picture",
    ...(bytes.length === 0 && { hint: "the file is empty; fetch it again" }),
  });
}
