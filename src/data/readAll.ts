/** All bytes of a source at once. */
import { type ByteSource, openSource, type ReadOptions } from "./source.ts";

/** The bytes of `source` in one array; `name` is what errors call it. */
export async function readAll(source: ByteSource, name: string, options: ReadOptions = {}): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  const { chunks } = await openSource(source, name, options);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
  }
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
