/** What a file looks like from its first bytes, for errors about files that are not what was expected. */

/** First bytes, as text of one character a byte, and what begins so. */
const SIGNATURES: readonly (readonly [start: string, what: string])[] = [
  ["\x1f\x8b", "gzip data"],
  ["\x89PNG", "a PNG picture"],
  ["\xff\xd8\xff", "a JPEG picture"],
  ["GIF8", "a GIF picture"],
  ["RIFF", "a RIFF file (WebP, WAV or AVI)"],
  ["II*\0", "a TIFF picture"],
  ["MM\0*", "a TIFF picture"],
  ["PK\x03\x04", "a ZIP archive"],
  ["BZh", "bzip2 data"],
  ["\xfd7zXZ", "xz data"],
  ["\x28\xb5\x2f\xfd", "Zstandard data"],
  ["\x93NUMPY", "a NumPy array"],
  ["\x89HDF", "an HDF5 file"],
  ["%PDF", "a PDF document"],
  ["\x80\x02}", "a Python pickle"],
  ["\0asm", "a WebAssembly module"],
  ["version https://git-lfs", "a Git LFS pointer in place of the file"],
];

/** How many first bytes {@link describeBytes} looks at. */
export const SNIFF_LENGTH = 64;

/** What data that begins with `head` looks like. */
export function describeBytes(head: Uint8Array): string {
  if (head.length === 0) return "no bytes at all";
  const start = String.fromCharCode(...head.subarray(0, SNIFF_LENGTH));
  const known = SIGNATURES.find(([signature]) => start.startsWith(signature));
  if (known) return known[1];
  if (/^\s*<(!doctype html|html|head|body)/i.test(start)) return "an HTML page";
  if (/^\s*<(\?xml|[a-z]+[\s>])/i.test(start)) return "XML";
  if (/^\s*[{[]\s*["[{\d]/.test(start)) return "JSON";
  if (/^[\t\n\r\x20-\x7e]{8,}$/.test(start)) return `text, ${JSON.stringify(start.slice(0, 24))}...`;
  return `the bytes ${Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
}
