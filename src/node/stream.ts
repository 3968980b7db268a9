/** Files as streams. */
import { type FileHandle, open } from "node:fs/promises";
import { failFile } from "./files.ts";

const CHUNK = 1 << 18;

/** A stream of a file's bytes, which opens it when it is first read. Its errors name the file. */
export function streamFile(path: string): ReadableStream<Uint8Array> {
  let file: FileHandle | undefined;
  const close = async (): Promise<void> => await file?.close();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          file ??= await open(path, "r");
          const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK), 0, CHUNK);
          if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead));
        } catch (error) {
          await close();
          failFile("read", path, error);
        }
        await close();
        controller.close();
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}
