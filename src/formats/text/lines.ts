/** Lines of text, from any source. */

import { type DataFile, withFile } from "../../data/file.ts";
import type { ByteSource } from "../../data/source.ts";
import { checkOptions } from "../../error.ts";
import { type TextOptions, textOf, textOptions } from "./decode.ts";

/** The lines of an open file, without what ends them: LF, CRLF or CR. An end of line at the end of the file begins no further line. */
export async function* linesOf(file: DataFile, encoding?: string): AsyncGenerator<string, void, void> {
  let parts: string[] = []; // of the line that has not ended yet
  let skipLf = false; // the last piece ended with the CR of what may be a CRLF
  for await (let text of textOf(file, encoding)) {
    if (skipLf && text.startsWith("\n")) text = text.slice(1);
    skipLf = text.endsWith("\r");
    const lines = text.split(/\r\n|\n|\r/);
    for (let i = 0; i < lines.length - 1; i++) {
      yield parts.length ? parts.join("") + lines[i] : lines[i];
      parts = [];
    }
    const rest = lines[lines.length - 1];
    if (rest) parts.push(rest);
  }
  if (parts.length) yield parts.join("");
}

/**
 * The lines of a text, gzip or not, without their ends (LF, CRLF or CR).
 *
 * @throws FoveaError "format" naming file and line for bytes that are no text in the encoding; "data" for a source that cannot be
 *   read; "option" for an unknown encoding. An aborted signal rejects with its reason.
 * @example
 * const lines = await textLines(new TextEncoder().encode("good\nbad\n")); // ["good", "bad"]
 * const reviews = await textLines("https://example.org/reviews.txt", { encoding: "windows-1252" });
 */
export async function textLines(source: ByteSource, options: TextOptions = {}): Promise<string[]> {
  checkOptions("textLines", options, textOptions);
  return await withFile(source, options, async (file) => {
    const lines: string[] = [];
    for await (const line of linesOf(file, options.encoding)) lines.push(line);
    return lines;
  });
}
