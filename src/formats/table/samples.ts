/** Samples from the rows of a table. */

import { dataset } from "../../data/dataset/make.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DataFile } from "../../data/file.ts";
import { checkClasses } from "../../data/labelled.ts";
import type { Picture, Sample } from "../../data/samples.ts";
import { checkOptions, fail, show } from "../../error.ts";
import { type BoxColumns, boxesInJson, boxInColumns, type LabelledBox } from "./boxes.ts";
import { cellAt, isBlank, labelCell, numberCell, numberCells, type PlacedRow, textCell } from "./cells.ts";
import { Labels } from "./labels.ts";
import type { Table } from "./table.ts";

/** Makes a picture of a file's bytes; `decodePicture` of fovea/images is one. */
export type Decode = (
  bytes: Uint8Array,
  options: { name: string; channels?: PictureChannels },
) => Picture | Promise<Picture>;

/** Channels that pictures are asked for in: 1 grey, 3 red, green, blue, 4 with opacity, or those of each file. */
export type PictureChannels = 1 | 3 | 4 | "as stored";

/** Which columns of a table hold what. */
export interface SampleColumns {
  /** The picture's path, which is the input `x`. */
  path?: string;
  /** Numbers that are the input: names of columns, a pattern of names, or one column that holds an array of numbers. */
  x?: string | readonly string[] | RegExp;
  /** The class: a word, or its index. With boxes in columns, the box's class. */
  label?: string;
  /** Numbers that are the target: names of columns, or one that holds an array. */
  y?: string | readonly string[];
  /** The columns of a box's edges, in pixels, one box a row: rows of one path are one sample. Or a column with an array of boxes in JSON. */
  boxes?: BoxColumns | string;
  /** The path of a picture of labels as large as `x`: the target, or, beside a label, the target called "mask". */
  mask?: string;
  /** The sample's weight. */
  weight?: string;
}

/** How samples are made of rows. */
export interface SampleOptions extends SampleColumns {
  /** Names of the classes, by index. Default: the labels that there are, sorted; "0", "1", ... where all are whole numbers. */
  classes?: readonly string[];
  /** Makes pictures of files' bytes. Needed with `path` and `mask`. */
  decode?: Decode;
  /** Channels of the pictures. Default: what `decode` gives unasked. */
  channels?: PictureChannels;
}

/** The names of {@link SampleOptions}, for checking options. */
export const sampleOptions: readonly string[] = "path x label y boxes mask weight classes decode channels".split(" ");

/** Gives a file's bytes. */
export type OpenPath = (path: string) => Promise<Uint8Array>;

/** A sample that is known but for its pictures. */
export interface Entry {
  readonly name: string;
  readonly where: string;
  readonly path?: string;
  readonly mask?: string;
  readonly x?: Float32Array;
  readonly y?: Float32Array;
  readonly label?: string;
  readonly weight?: number;
  readonly boxes?: LabelledBox[];
}

/** Throws unless the options say what the samples are. */
export function checkSampleOptions(where: string, options: SampleOptions, known: readonly string[]): void {
  checkOptions(where, options, known);
  const { path, x, label, y, boxes, mask, classes, decode } = options;
  const contradict = (got: string, expected: string): never => fail("option", { where, got, expected });
  if ((path === undefined) === (x === undefined))
    contradict(path ? "both path and x" : "neither path nor x", "one of them, for the input");
  if (y !== undefined && (label !== undefined || mask !== undefined))
    contradict(`y and ${label === undefined ? "mask" : "label"}`, "one of them, for the target");
  if (typeof boxes === "object" && label === undefined)
    contradict("boxes in columns without label", "the column of the boxes' class");
  if (typeof boxes === "object") checkOptions(`${where} boxes`, boxes, ["left", "top", "right", "bottom"]);
  if (path === undefined && (mask !== undefined || boxes !== undefined))
    contradict("a mask or boxes without path", "the picture that they belong to");
  if (path !== undefined && typeof decode !== "function")
    contradict(`decode ${show(decode)}`, "a function that makes pictures, such as decodePicture of fovea/images");
  if (classes !== undefined) checkClasses(`${where} classes`, classes);
}

/** Samples before their pictures are opened. */
export interface Listing {
  entries: Dataset<Entry>;
  /** Makes the sample of an entry. */
  read: (entry: Entry) => Sample | Promise<Sample>;
}

/** The samples of a table, which is read to its end; their pictures are opened and decoded when they are asked for. */
export async function listSamples(
  table: Table,
  { name }: DataFile,
  open: OpenPath,
  options: SampleOptions,
): Promise<Listing> {
  checkColumns(table, name, options);
  const columns = inputColumns(table, name, options);
  const inColumns = typeof options.boxes === "object"; // rows of one path are one sample
  const labels = new Labels(options.classes);
  const entries: Entry[] = [];
  const byPath = new Map<string, Entry>();
  for await (const row of table.rows) {
    const entry = entryOf({ row, name }, columns, options);
    for (const label of [entry.label, ...(entry.boxes ?? []).map((box) => box.label)])
      if (label !== undefined) labels.add(label, entry.where);
    const before = inColumns ? byPath.get(entry.name) : undefined;
    if (before) before.boxes?.push(...(entry.boxes ?? []));
    else entries.push(entry);
    if (inColumns && !before) byPath.set(entry.name, entry);
  }
  if (entries.length === 0) fail("format", { where: name, got: "no rows", expected: "at least one sample" });
  const classes = labels.finish();
  const indices = entries.map(({ label, where }) => label !== undefined && labels.indexOf(label, where));
  const known = indices.every((index) => index !== false) ? Uint32Array.from(indices) : undefined;
  return {
    entries: dataset(entries, { classes, ...(known && { labels: known }) }),
    read: (entry) => sampleOf(entry, labels, open, options),
  };
}

function inputColumns({ columns }: Table, name: string, { x }: SampleOptions): readonly string[] {
  if (!(x instanceof RegExp)) return x === undefined ? [] : [x].flat();
  if (columns === null)
    return fail("option", { where: `${name} x`, got: String(x), expected: "names, for JSON lines have no columns" });
  const found = columns.filter((column) => new RegExp(x.source, x.flags.replace(/[gy]/g, "")).test(column));
  if (found.length === 0)
    fail("data", { where: name, got: `columns ${show(columns)}`, expected: `at least one that matches ${x}` });
  return found;
}

/** Refuses names of columns that a table does not have, before its rows are read. */
function checkColumns({ columns }: Table, name: string, options: SampleOptions): void {
  if (columns === null) return;
  const { path, x, label, y, boxes, mask, weight } = options;
  const edges = typeof boxes === "object" ? Object.values(boxes) : [boxes];
  for (const column of [path, x instanceof RegExp ? [] : x, label, y, ...edges, mask, weight].flat())
    if (column !== undefined && !columns.includes(column))
      fail("data", { where: name, got: `columns ${show(columns)}`, expected: `one called ${show(column)}` });
}

function entryOf(placed: PlacedRow, columns: readonly string[], options: SampleOptions): Entry {
  const { path, label, y, boxes, mask, weight } = options;
  const where = `${placed.name}:${placed.row.line}`;
  const inColumns = typeof boxes === "object" ? boxes : null;
  const box = inColumns ? boxInColumns(placed, inColumns, label as string) : null;
  const list = typeof boxes === "string" ? boxesInJson(placed, boxes) : box ? [box] : [];
  const paths = path === undefined ? undefined : textCell(placed, path);
  return {
    where,
    name: paths ?? where,
    path: paths,
    mask: mask === undefined ? undefined : textCell(placed, mask),
    x: paths === undefined ? numberCells(placed, columns) : undefined,
    y: y === undefined ? undefined : numberCells(placed, [y].flat()),
    label: label === undefined || inColumns ? undefined : labelCell(placed, label),
    weight: weight === undefined ? undefined : weightCell(placed, weight),
    boxes: boxes === undefined ? undefined : list,
  };
}

function weightCell(placed: PlacedRow, column: string): number {
  if (isBlank(placed.row.get(column))) return 1;
  const weight = numberCell(placed, column);
  if (weight < 0)
    fail("data", { where: cellAt(placed, column), got: String(weight), expected: "a weight, which is not negative" });
  return weight;
}

function sampleOf(entry: Entry, labels: Labels, open: OpenPath, options: SampleOptions): Sample | Promise<Sample> {
  const { name, where, x, y, weight } = entry;
  const label = entry.label === undefined ? undefined : labels.indexOf(entry.label, where);
  const boxes = entry.boxes?.map((box) => ({ ...box, label: labels.indexOf(box.label, where) }));
  const known = { name, ...(weight !== undefined && { weight }), ...(boxes && { boxes }) };
  const target = label ?? y;
  if (x) return { x, ...(target !== undefined && { y: target }), ...known };
  return withPictures(entry, target, open, options).then((pictures) => ({ ...pictures, ...known }));
}

async function withPictures(
  { path, mask }: Entry,
  target: number | Float32Array | undefined,
  open: OpenPath,
  { decode, channels }: SampleOptions,
): Promise<Pick<Sample, "x" | "y">> {
  const picture = async (file: string, channels?: PictureChannels): Promise<Picture> =>
    await (decode as Decode)(await open(file), { name: file, ...(channels && { channels }) });
  const x = await picture(path as string, channels);
  if (mask === undefined) return { x, ...(target !== undefined && { y: target }) };
  const labels = await picture(mask, 1);
  if (labels.width !== x.width || labels.height !== x.height)
    fail("data", {
      where: mask,
      got: `a mask of ${labels.width}x${labels.height} pixels`,
      expected: `${x.width}x${x.height}, as its picture ${path}`,
    });
  return { x, y: typeof target === "number" ? { label: target, mask: labels } : labels };
}
