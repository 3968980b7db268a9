/** Makes WAV files, sound and unsound, for tests. */

/** A RIFF chunk, padded to an even length. */
export function chunk(type: string, data: Uint8Array, length: number = data.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, "latin1");
  head.writeUInt32LE(length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

export interface WavFile {
  kind?: number;
  bits?: number;
  channels?: number;
  sampleRate?: number;
  blockBytes?: number;
  extensible?: boolean;
  /** Chunks before the sound. */
  before?: Buffer[];
  /** Length that the header says the sound has. */
  length?: number;
}

/** A WAV file of `data`, bytes as they are stored. */
export function wavFile(data: Uint8Array, file: WavFile = {}): Uint8Array {
  const { kind = 1, bits = 16, channels = 1, sampleRate = 8000, extensible = false, before = [], length } = file;
  const { blockBytes = (channels * bits) / 8 } = file;
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : kind, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE(sampleRate * blockBytes, 8);
  format.writeUInt16LE(blockBytes, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(kind, 24);
  }
  const body = Buffer.concat([Buffer.from("WAVE"), chunk("fmt ", format), ...before, chunk("data", data, length)]);
  return new Uint8Array(chunk("RIFF", body));
}
