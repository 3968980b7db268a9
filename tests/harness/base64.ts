/** The f64 numbers, little-endian, that Python's base64 holds. */
export const float64s = (text: string): Float64Array =>
  new Float64Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
