/** A row of a sheet: a transform, how it is called, and what it does. */
import type { Transform } from "../../augment/index.ts";
import { type Cell, COLUMNS, changed, type Desk, type PictureSample, unbroken } from "./cells.ts";

export interface Row {
  /** The function's name. */
  readonly name: string;
  /** What is called, as one would write it. */
  readonly code: string;
  readonly draw: (desk: Desk) => Promise<readonly Cell[]>;
}

/** A part of the sheet. */
export interface Family {
  readonly name: string;
  readonly title: string;
  /** What is to be seen. */
  readonly text: string;
  /** Whether boxes are shown, as they move along. */
  readonly moves: boolean;
  readonly rows: readonly Row[];
}

/** What a function of options is called with. */
type Given<T> = NonNullable<NoInfer<T>>;

const house = (desk: Desk): readonly PictureSample[] => repeated(desk.pictures[0]);
export const aDigit = (desk: Desk): readonly PictureSample[] => repeated(desk.digits[0]);
export const everyPicture = (desk: Desk): readonly PictureSample[] => desk.pictures.slice(0, COLUMNS);
export const everyDigit = (desk: Desk): readonly PictureSample[] => desk.smallDigits.slice(0, COLUMNS);

const repeated = (sample: PictureSample): readonly PictureSample[] => new Array<PictureSample>(COLUMNS).fill(sample);

/** A transform that draws its amounts: the same picture again and again. */
export function drawing<T>(
  make: (options: T) => Transform,
  options: Given<T>,
  samples: (desk: Desk) => readonly PictureSample[] = house,
): Row {
  const transform = make(options);
  const { name } = transform;
  return { name, code: `${name}(${write(options)})`, draw: (desk) => changed(desk, [transform], samples(desk)) };
}

/** A transform whose amounts are given: one picture for each of `list`, up to {@link COLUMNS}. */
export function series<T>(make: (options: T) => Transform, list: readonly Given<T>[]): Row {
  const transforms = list.map((options) => make(options));
  const { name } = transforms[0];
  const captions = list.map((options) => parts(options).map(unbroken).join(" ").replaceAll('"', ""));
  return {
    name,
    code: `${name}({ ${[...new Set(list.flatMap(Object.keys))].join(", ")} })`,
    draw: (desk) => changed(desk, transforms, house(desk).slice(0, list.length), captions),
  };
}

/** A transform without options: pictures, and what becomes of them. */
export function beforeAndAfter(
  make: () => Transform,
  prepare: (sample: PictureSample) => PictureSample = (sample) => sample,
): Row {
  const transform = make();
  return {
    name: transform.name,
    code: `${transform.name}()`,
    draw: async (desk) => {
      const before = everyPicture(desk)
        .slice(0, COLUMNS / 2)
        .map(prepare);
      const after = await changed(desk, [transform], before);
      return before.flatMap(({ x }, i) => [
        { picture: x, boxes: [], caption: "before" },
        { ...after[i], caption: "after" },
      ]);
    },
  };
}

/** The sample with less contrast. */
export function faded(sample: PictureSample): PictureSample {
  const data = Uint8Array.from(sample.x.data, (value) => Math.round(80 + 0.4 * value));
  return { ...sample, x: { ...sample.x, data } };
}

/** Options as one would write them. */
export function write(options: object): string {
  const written = parts(options);
  return written.length ? `{ ${written.join(", ")} }` : "";
}

const parts = (options: object): string[] =>
  Object.entries(options).map(([key, value]) => `${key}: ${writeValue(value)}`);

function writeValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeValue).join(", ")}]`;
  if (typeof value === "object" && value !== null) return write(value);
  return JSON.stringify(value);
}
