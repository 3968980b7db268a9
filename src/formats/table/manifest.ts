/** Samples listed in a table, whose pictures are somewhere else. */

import type { Dataset } from "../../data/dataset.ts";
import { type DataFile, withFile } from "../../data/file.ts";
import type { Sample } from "../../data/samples.ts";
import { type ByteSource, nameOf } from "../../data/source.ts";
import { fail, show } from "../../error.ts";
import { type CsvOptions, checkCsvOptions, csvOptions, readCsv } from "./csv.ts";
import { readJsonLines } from "./jsonLines.ts";
import {
  checkSampleOptions,
  type Listing,
  listSamples,
  type OpenPath,
  type SampleOptions,
  sampleOptions,
} from "./samples.ts";

/** What {@link manifest} takes besides the source. */
export interface ManifestOptions extends SampleOptions, CsvOptions {
  /** The table's format. Default: by the end of the source's name, .jsonl, .ndjson, .json, .tsv or .csv (and .gz behind it), else "csv". */
  format?: "csv" | "jsonl";
  /** Gives the bytes of the file at a path of the table, as a page's file picker or `fetch` does. Needed with `path`. */
  open?: OpenPath;
}

/** The names of {@link ManifestOptions}, for checking options. */
export const manifestOptions: readonly string[] = [...csvOptions, ...sampleOptions, "format", "open"];

/**
 * The samples that a table lists, one a row: CSV (see `csv`) or JSON lines (see `jsonLines`). The options say which columns hold what:
 * the path of a picture or the numbers that are the input, a label, numbers, boxes or the path of a mask that are the target, a weight.
 * The table is read at once and held; pictures are opened and decoded when a sample is read.
 *
 * Labels that are words become indices of classes, in the order of the sorted words or of the option `classes`; labels that are all whole
 * numbers are indices. Boxes stand in four columns (one box a row; rows of one path are one sample; a row with none is a picture without
 * boxes) or in one as JSON: [[left, top, right, bottom, label], ...], or objects with these keys. In CSV, arrays stand as JSON too.
 *
 * @returns a data set of samples with `classes`; a sample's name is its path, or file and line.
 * @throws FoveaError "data" naming file, line and column for a cell that is not what its column should hold, a label of no class, a
 *   column that is missing; "format" as `csv` and `jsonLines`; "option" for columns that contradict each other.
 * @example
 * const table = new TextEncoder().encode("a,b,class\n1,2,cat\n3,4,dog\n");
 * const samples = await manifest(table, { x: ["a", "b"], label: "class" }); // classes ["cat", "dog"]
 */
export async function manifest(source: ByteSource, options: ManifestOptions): Promise<Dataset<Sample>> {
  checkSampleOptions("manifest", options, manifestOptions);
  const { open, path } = options;
  if (path !== undefined && typeof open !== "function")
    fail("option", { where: "manifest open", got: show(open), expected: "a function that gives the bytes of a path" });
  const { entries, read } = await openManifest("manifest", source, options);
  return entries.map(read);
}

/** Reads the table; `where` is whom its options' errors name. */
export async function openManifest(where: string, source: ByteSource, options: ManifestOptions): Promise<Listing> {
  checkCsvOptions(where, options, manifestOptions);
  const format = formatOf(where, options.format, options.name ?? nameOf(source));
  return await withFile(source, options, async (file) => {
    const table = format === "jsonl" ? readJsonLines(file, options) : await readCsv(file, delimited(file, options));
    return await listSamples(table, file, options.open as OpenPath, options);
  });
}

function formatOf(where: string, format: string | undefined, name: string): "csv" | "jsonl" {
  if (format === undefined) return /\.(jsonl|ndjson|json)(\.gz)?$/i.test(name) ? "jsonl" : "csv";
  if (format === "csv" || format === "jsonl") return format;
  return fail("option", { where: `${where} format`, got: show(format), expected: '"csv" or "jsonl"' });
}

function delimited({ name }: DataFile, options: ManifestOptions): CsvOptions {
  return options.delimiter === undefined && /\.tsv(\.gz)?$/i.test(name) ? { ...options, delimiter: "\t" } : options;
}
