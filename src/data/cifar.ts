/** CIFAR-10 and CIFAR-100 (Krizhevsky: "Learning multiple layers of features from tiny images", 2009), the binary version. */
import { checkOptions, fail, show } from "../error.ts";
import { cifar10Classes, cifar100Classes, cifar100Superclasses } from "./cifarClasses.ts";
import { type DataFile, type FileOptions, fileOptions, peek, takeNext, withFile } from "./file.ts";
import { checkClasses, joinImages, type LabelledImages } from "./labelled.ts";
import { describeBytes, SNIFF_LENGTH } from "./sniff.ts";
import { type ByteSource, nameOf } from "./source.ts";

const PIXELS = 32 * 32;
const IMAGE = 3 * PIXELS;
const ROOM = 1000; // records in the first array of a file

/** What {@link cifar10} takes besides the sources. */
export interface Cifar10Options extends FileOptions {
  /** Names of the classes, by label. Default: the data set's own. */
  classes?: readonly string[];
}

/** What {@link cifar100} takes besides the sources. */
export interface Cifar100Options extends Cifar10Options {
  /** Which labels are the targets: the 100 classes, or the 20 superclasses. Default "fine". */
  labels?: "fine" | "coarse";
}

/** What a record has before its image. */
interface Layout {
  /** For each label, how many classes there are. */
  labels: readonly number[];
  /** Which label is the target. */
  target: number;
  classes: readonly string[];
}

/**
 * Reads CIFAR-10 from one or several files of its binary version, gzip or not: records of one label and 3072 bytes, the red, green
 * and blue 32x32 planes. The pictures are given with channels last, as everything in fovea.
 *
 * @returns `x` of `count * 3072` bytes, [32, 32, 3] a picture, and `y` of one class a picture.
 * @throws FoveaError "format" for a file of another format, or one that is cut short or damaged; "data" for a label of no class, or
 *   a source that cannot be read; all name the file.
 * @example
 * const test = await cifar10("https://example.org/cifar-10-batches-bin/test_batch.bin");
 * const train = await cifar10([1, 2, 3, 4, 5].map((i) => `https://example.org/cifar-10-batches-bin/data_batch_${i}.bin`));
 */
export async function cifar10(
  sources: ByteSource | readonly ByteSource[],
  options: Cifar10Options = {},
): Promise<LabelledImages> {
  checkOptions("cifar10", options, [...fileOptions, "classes"]);
  const { classes = cifar10Classes } = options;
  checkClasses("cifar10 classes", classes);
  return await readAll(sources, { labels: [classes.length], target: 0, classes }, options);
}

/**
 * Reads CIFAR-100 from one or several files of its binary version (`train.bin`, `test.bin`), gzip or not: records of the coarse and
 * the fine label and 3072 bytes.
 *
 * @returns as {@link cifar10}; `classes` are the names of the labels chosen.
 * @throws FoveaError as {@link cifar10}.
 * @example
 * const test = await cifar100("https://example.org/cifar-100-binary/test.bin", { labels: "coarse" });
 */
export async function cifar100(
  sources: ByteSource | readonly ByteSource[],
  options: Cifar100Options = {},
): Promise<LabelledImages> {
  checkOptions("cifar100", options, [...fileOptions, "classes", "labels"]);
  const { labels = "fine" } = options;
  if (labels !== "fine" && labels !== "coarse")
    fail("option", { where: "cifar100 labels", got: show(labels), expected: '"fine" or "coarse"' });
  const { classes = labels === "fine" ? cifar100Classes : cifar100Superclasses } = options;
  checkClasses("cifar100 classes", classes);
  const [target, counts] = labels === "fine" ? [1, [20, classes.length]] : [0, [classes.length, 100]];
  return await readAll(sources, { labels: counts, target, classes }, options);
}

async function readAll(
  sources: ByteSource | readonly ByteSource[],
  layout: Layout,
  options: Cifar10Options,
): Promise<LabelledImages> {
  const list = Array.isArray(sources) ? sources : [sources];
  if (list.length === 0) fail("option", { where: "cifar", got: "no sources", expected: "at least one" });
  const parts: LabelledImages[] = [];
  for (const [i, source] of list.entries()) {
    const name = options.name ?? nameOf(source);
    const named = { ...options, name: list.length > 1 && (options.name || name === "bytes") ? `${name}[${i}]` : name };
    parts.push(await withFile(source, named, (file) => read(file, layout)));
  }
  return joinImages(parts);
}

async function read(file: DataFile, layout: Layout): Promise<LabelledImages> {
  const head = await peek(file, SNIFF_LENGTH, "CIFAR records");
  checkHead(file, head, layout);
  const records = new Records(file, layout);
  for (;;) {
    const bytes = await takeNext(file, "CIFAR records");
    if (!bytes) return records.finish();
    records.add(bytes);
  }
}

/** Tells other files apart before their bytes are taken for labels. */
function checkHead({ name }: DataFile, head: Uint8Array, { labels }: Layout): void {
  const what = describeBytes(head);
  if (head.length > 0 && (what.startsWith("the bytes") || labels.every((count, i) => head[i] < count))) return;
  fail("format", {
    where: name,
    got: what,
    expected: "CIFAR records",
    ...(what.includes("pickle") && { hint: 'of the three versions of CIFAR, this reads the "binary version"' }),
  });
}

/** Gathers the records of one file from pieces of any length. */
class Records {
  readonly #name: string;
  readonly #layout: Layout;
  #x: Uint8Array = new Uint8Array(ROOM * IMAGE);
  #y: Uint8Array = new Uint8Array(ROOM);
  #count = 0;
  #at = 0; // in the record

  constructor({ name }: DataFile, layout: Layout) {
    this.#name = name;
    this.#layout = layout;
  }

  add(bytes: Uint8Array): void {
    const { labels } = this.#layout;
    for (let i = 0; i < bytes.length; ) {
      if (this.#at < labels.length) {
        this.#addLabel(bytes[i++]);
        continue;
      }
      i = this.#addPixels(bytes, i, this.#at - labels.length);
      if (this.#at < labels.length + IMAGE) continue;
      this.#at = 0;
      this.#count++;
    }
  }

  finish(): LabelledImages {
    const { labels, classes } = this.#layout;
    if (this.#at > 0)
      fail("format", {
        where: `${this.#name} at record ${this.#count}`,
        got: `the end after ${this.#at} of ${labels.length + IMAGE} bytes`,
        expected: "a whole record",
        hint: "the file is cut short or damaged, or it is of the other CIFAR: records have 3073 bytes in CIFAR-10 and 3074 in CIFAR-100",
      });
    const size = this.#count;
    return { x: this.#x.slice(0, size * IMAGE), y: this.#y.slice(0, size), size, classes };
  }

  #addLabel(label: number): void {
    const { labels, target } = this.#layout;
    if (this.#count === this.#y.length) this.#grow();
    const count = labels[this.#at];
    if (label >= count)
      fail("data", {
        where: `${this.#name} at record ${this.#count}`,
        got: `label ${label}`,
        expected: `0 to ${count - 1}`,
        hint: "damaged, not of the binary version, or of the other CIFAR: there are cifar10 and cifar100",
      });
    if (this.#at++ === target) this.#y[this.#count] = label;
  }

  /** Takes what is left of the planes, or of `bytes`; returns where it stopped in `bytes`. */
  #addPixels(bytes: Uint8Array, from: number, start: number): number {
    const end = Math.min(IMAGE, start + bytes.length - from);
    const target = this.#count * IMAGE;
    for (let i = start, j = from; i < end; i++, j++) {
      const channel = (i / PIXELS) | 0;
      this.#x[target + 3 * (i - channel * PIXELS) + channel] = bytes[j];
    }
    this.#at += end - start;
    return from + end - start;
  }

  #grow(): void {
    const [x, y] = [this.#x, this.#y];
    this.#x = new Uint8Array(2 * x.length);
    this.#y = new Uint8Array(2 * y.length);
    this.#x.set(x);
    this.#y.set(y);
  }
}
