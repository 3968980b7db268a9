/** WAV files: uncompressed sound in RIFF (Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0", 1991). */

import { readAll } from "../data/readAll.ts";
import { describeBytes } from "../data/sniff.ts";
import { type ByteSource, nameOf, type ReadOptions } from "../data/source.ts";
import { checkOptions, fail } from "../error.ts";

/** Sound as it is measured: one array a channel, all of one length, -1 to 1. */
export interface Sound {
  /** Samples a second. */
  readonly sampleRate: number;
  /** The left channel first, where there are two. */
  readonly channels: readonly Float32Array[];
}

/** What {@link wav} takes besides the source. */
export interface WavOptions extends ReadOptions {
  /** What errors call the source. Default: its address, or "bytes". */
  name?: string;
}

/** The "fmt " chunk. */
interface Format {
  kind: number;
  channels: number;
  sampleRate: number;
  /** Bytes of one sample of all channels. */
  blockBytes: number;
  bits: number;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** What compresses sound, by the number in the header. */
const COMPRESSED: Readonly<Record<number, string>> = {
  2: "ADPCM",
  6: "A-law",
  7: "mu-law",
  17: "IMA ADPCM",
  85: "MP3",
};

/** A length that programs write which do not know it yet, as they record or stream. */
const UNKNOWN_LENGTH = 0xffffffff;

const MOST_CHANNELS = 64;

/**
 * Reads a WAV file: PCM of 8, 16, 24 or 32 bits, or floating point of 32 or 64, with any number of channels, plain or extensible header.
 * Whole numbers become value / 2^(bits - 1) (8 bits: (value - 128) / 128), as libsndfile and torchaudio have it; floating point stays as it is.
 * Chunks that say something else are passed over.
 *
 * @throws FoveaError "format" for what is no WAV file, is compressed, cut short or damaged; "data" for a source that cannot be read. Both name it.
 * @example
 * const { sampleRate, channels } = await wav(await readFile("seven.wav"), { name: "seven.wav" });
 */
export async function wav(source: ByteSource, options: WavOptions = {}): Promise<Sound> {
  checkOptions("wav", options, ["name", "onProgress", "signal"]);
  const name = options.name ?? nameOf(source);
  return decodeWav(await readAll(source, name, options), name);
}

/** {@link wav} of bytes that are there. */
export function decodeWav(bytes: Uint8Array, name: string): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (textAt(bytes, 0) !== "RIFF" || textAt(bytes, 8) !== "WAVE")
    fail("format", {
      where: name,
      got:
        bytes.length >= 12 && textAt(bytes, 0) === "RIFF" ? `RIFF of kind "${textAt(bytes, 8)}"` : describeBytes(bytes),
      expected: "a WAV file",
    });
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [type, length] = [textAt(bytes, at), view.getUint32(at + 4, true)];
    const start = at + 8;
    if (type === "fmt ") format = readFormat(view, start, length, name);
    else if (type === "data") {
      if (!format) return failWav(name, "sound before its format");
      const end = length === UNKNOWN_LENGTH ? bytes.length : start + length;
      if (end > bytes.length) failCut(name, bytes.length, end);
      return { sampleRate: format.sampleRate, channels: readSamples(view, start, end, format, name) };
    }
    at = start + length + (length % 2); // chunks begin at even places
  }
  return failCut(name, bytes.length, undefined);
}

function readFormat(view: DataView, start: number, length: number, name: string): Format {
  if (length < 16) failWav(name, `a header of ${length} bytes`);
  if (start + length > view.byteLength) failCut(name, view.byteLength, start + length);
  const word = (at: number): number => view.getUint16(start + at, true);
  const isExtensible = word(0) === EXTENSIBLE && length >= 40;
  const kind = isExtensible ? word(24) : word(0);
  const format = {
    kind,
    channels: word(2),
    sampleRate: view.getUint32(start + 4, true),
    blockBytes: word(12),
    bits: word(14),
  };
  const { channels, sampleRate, blockBytes, bits } = format;
  if (![PCM, FLOAT].includes(kind))
    failWav(name, `sound compressed by ${COMPRESSED[kind] ?? `method ${kind}`}`, "convert it to PCM first");
  if (!(kind === PCM ? [8, 16, 24, 32] : [32, 64]).includes(bits))
    failWav(name, `${kind === PCM ? "PCM" : "floating point"} of ${bits} bits`);
  if (channels < 1 || channels > MOST_CHANNELS) failWav(name, `${channels} channels`);
  if (sampleRate < 1) failWav(name, "0 samples a second");
  if (blockBytes !== (channels * bits) / 8)
    failWav(name, `${blockBytes} bytes for ${channels} samples of ${bits} bits`);
  return format;
}

function readSamples(view: DataView, start: number, end: number, format: Format, name: string): Float32Array[] {
  const { channels, blockBytes, bits, kind } = format;
  const count = Math.floor((end - start) / blockBytes);
  if ((end - start) % blockBytes) failWav(name, `${end - start} bytes of sound, not a multiple of ${blockBytes}`);
  const read = reader(view, kind, bits);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(count);
    const first = start + (channel * bits) / 8;
    for (let i = 0; i < count; i++) samples[i] = read(first + i * blockBytes);
    return samples;
  });
}

/** How the sample at a place is read. */
function reader(view: DataView, kind: number, bits: number): (at: number) => number {
  if (kind === FLOAT) return bits === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  if (bits === 8) return (at) => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return (at) => view.getInt16(at, true) / 0x8000;
  if (bits === 24) return (at) => (view.getInt8(at + 2) * 0x10000 + view.getUint16(at, true)) / 0x800000;
  return (at) => view.getInt32(at, true) / 0x80000000;
}

const textAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

function failWav(name: string, got: string, hint?: string): never {
  return fail("format", {
    where: name,
    got,
    expected: "a WAV file with PCM of 8, 16, 24 or 32 bits or floating point of 32 or 64",
    hint,
  });
}

function failCut(name: string, length: number, end: number | undefined): never {
  return fail("format", {
    where: `${name} at byte ${length}`,
    got: "the end of the file",
    expected: end === undefined ? 'sound, a chunk "data"' : `${end - length} bytes more`,
    hint: "the file is cut short; fetch it again",
  });
}
