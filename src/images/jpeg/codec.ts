/** The JPEG decoder: MozJPEG, a libjpeg-turbo, as WebAssembly (@jsquash/jpeg). Whole numbers only: the same bytes everywhere. */
import start from "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";
import { type CompiledCodec, type Instantiate, instantiator } from "../../../bindings/codec.ts";
import { reasonOf } from "../../data/reason.ts";

/** What the decoder gives: red, green, blue and 255 for each pixel; and what it said on the way, line by line. */
export interface Unpacked {
  width: number;
  height: number;
  data: Uint8ClampedArray;
  warnings: readonly string[];
}

/** Thrown when the decoder gives up; the message is the last it said. */
export class CodecError extends Error {}

/** Emscripten's module: what it is told, and what it has once it is started. */
interface Glue {
  instantiateWasm: Instantiate;
  noInitialRun: boolean;
  print: (line: string) => void;
  printErr: (line: string) => void;
  decode?: (bytes: Uint8Array, upright: boolean) => Omit<Unpacked, "warnings"> | null;
  HEAPU8?: Uint8Array;
}

/** Memory that an instance may keep from one picture to the next. */
const MOST_KEPT = 256 << 20;

/** Decodes JPEG files with the compiled module that `compiled` gives at the first of them. */
export function createCodec(compiled: () => CompiledCodec): (bytes: Uint8Array) => Unpacked {
  let module: CompiledCodec | undefined;
  let glue: Glue | undefined;
  let lines: string[] = [];
  const fresh = (): Glue => {
    module ??= compiled();
    const say = (line: string): void => void lines.push(line);
    const made: Glue = { instantiateWasm: instantiator(module), noInitialRun: true, print: say, printErr: say };
    // Instantiated at once, it has its functions when this returns; the promise only says so later.
    (start as (glue: Glue) => Promise<unknown>)(made).catch(() => {});
    return made;
  };
  return (bytes) => {
    lines = [];
    glue ??= fresh();
    try {
      const picture = glue.decode?.(bytes, false);
      if (!picture) throw new Error("the decoder gave no picture");
      if ((glue.HEAPU8?.length ?? 0) > MOST_KEPT) glue = undefined;
      return { width: picture.width, height: picture.height, data: picture.data, warnings: lines };
    } catch (error) {
      glue = undefined; // it has exited
      throw new CodecError(lines.at(-1) ?? reasonOf(error));
    }
  };
}
