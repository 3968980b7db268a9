/** Decompression, by the platform, of data that may or may not be gzip. */
import { type ByteReader, chunksOf } from "./bytes.ts";
import { reasonOf } from "./reason.ts";

/** More than this many bytes cannot come out of one byte of gzip. */
export const GZIP_LARGEST_RATIO = 1032;

/** Thrown when gzip data breaks off or is damaged. */
export class GzipError extends Error {}

/** True for the first bytes of gzip data. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** What comes out of `compressed`, in chunks. Errors of the source are passed on as they are. */
export async function* gunzip(compressed: ByteReader): AsyncGenerator<Uint8Array, void, void> {
  let sourceError: { error: unknown } | undefined;
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const chunk = await compressed.next();
        if (chunk) controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
        else controller.close();
      } catch (error) {
        sourceError = { error };
        controller.error(error);
      }
    },
  });
  try {
    yield* chunksOf(source.pipeThrough(new DecompressionStream("gzip")));
  } catch (error) {
    if (sourceError) throw sourceError.error;
    throw new GzipError(reasonOf(error));
  }
}
