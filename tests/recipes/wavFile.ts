/** A WAV file of `length` 16-bit samples at `rate` a second: a triangle wave of `hertz`. */
export function wavFile(rate: number, length: number, hertz: number): Uint8Array {
  const bytes = new Uint8Array(44 + 2 * length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string): void => bytes.set(new TextEncoder().encode(word), at);
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * length, true);
  for (let i = 0; i < length; i++) {
    const phase = ((i * hertz) / rate) % 1;
    view.setInt16(44 + 2 * i, Math.round(20_000 * (Math.abs(4 * phase - 2) - 1)), true);
  }
  return bytes;
}
