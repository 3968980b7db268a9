import { fail, show } from "../../error.ts";
import type { Picture, Sample, Samples, Values } from "../samples.ts";

type Part = number | Picture | Values;
type Parts = Part | Record<string, Part>;
type Kind = Float32ArrayConstructor | Uint8ArrayConstructor | Int32ArrayConstructor;

/** The numbers of a part of one sample, and what is to be the same in all samples of a batch. */
interface Shape {
  readonly kind: Kind;
  readonly length: number;
  /** In words, for errors. */
  readonly text: string;
}

/**
 * Joins samples into the flat arrays that training takes: pictures (and masks) as bytes one after another, numbers as labels, arrays as
 * they are. Of records each entry becomes an array.
 *
 * @throws FoveaError "data" naming the sample, where one is of another size, kind or channels than the first, or has a part more or less.
 * @example
 * collate([{ x: { width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 9) }, y: 1 }]); // { x: Uint8Array [0, 9], y: Int32Array [1], size: 1 }
 */
export function collate(samples: readonly Sample[]): Samples {
  return new Collator().collate(samples);
}

/** Joins batch after batch into the same arrays: each call overwrites what the one before gave. */
export class Collator {
  readonly #arrays = new Map<string, Values>();

  collate(samples: readonly Sample[]): Samples {
    if (!Array.isArray(samples) || samples.length === 0)
      fail("data", { where: "collate", got: show(samples), expected: "samples, at least one" });
    samples.forEach(checkSample);
    const withTargets = samples[0].y !== undefined;
    const odd = samples.findIndex(({ y }) => (y !== undefined) !== withTargets);
    if (odd >= 0)
      fail("data", {
        where: nameOf(samples[odd], odd),
        got: withTargets ? "no y" : "a y",
        expected: `${withTargets ? "a target y" : "no y"}, as ${nameOf(samples[0], 0)}`,
      });
    return {
      x: this.#join(samples, (sample) => sample.x, "x") as Samples["x"],
      ...(withTargets && { y: this.#join(samples, (sample) => sample.y as Parts, "y") }),
      ...(samples.some(({ weight }) => weight !== undefined) && { weights: this.#weights(samples) }),
      ...(samples.some(({ name }) => name !== undefined) && { names: samples.map(({ name }) => name ?? "") }),
      size: samples.length,
    };
  }

  #join(samples: readonly Sample[], part: (sample: Sample) => Parts, name: string): Values | Record<string, Values> {
    const first = part(samples[0]);
    if (isPart(first)) return this.#column(samples, part as (sample: Sample) => Part, name);
    const keys = Object.keys(first);
    samples.forEach((sample, i) => {
      const own = part(sample);
      const same = !isPart(own) && Object.keys(own).length === keys.length && keys.every((key) => key in own);
      if (!same)
        fail("data", {
          where: `${nameOf(sample, i)}, ${name}`,
          got: isPart(own) ? describe(own) : `a record of ${Object.keys(own).join(", ")}`,
          expected: `a record of ${keys.join(", ")}, as ${nameOf(samples[0], 0)} has`,
        });
    });
    const columns = keys.map((key) => [
      key,
      this.#column(samples, (sample) => (part(sample) as Record<string, Part>)[key], `${name}.${key}`),
    ]);
    return Object.fromEntries(columns);
  }

  #column(samples: readonly Sample[], part: (sample: Sample) => Part, name: string): Values {
    const parts = samples.map(part);
    if (typeof parts[0] === "number") return this.#numbers(samples, parts, name);
    const shape = shapeOf(parts[0], samples[0], 0, name);
    const array = this.#array(name, shape.kind, shape.length * parts.length);
    parts.forEach((each, i) => {
      const own = shapeOf(each, samples[i], i, name);
      if (own.kind !== shape.kind || own.text !== shape.text)
        fail("data", {
          where: `${nameOf(samples[i], i)}, ${name}`,
          got: own.text,
          expected: `${shape.text}, as ${nameOf(samples[0], 0)} has`,
          ...(isPicture(each) && {
            hint: "bring all pictures to one size and to the same channels before they are put together",
          }),
        });
      array.set(isPicture(each) ? each.data : (each as Values), i * shape.length);
    });
    return array;
  }

  /** Labels, or one number a sample. */
  #numbers(samples: readonly Sample[], parts: readonly Part[], name: string): Values {
    parts.forEach((each, i) => {
      if (typeof each !== "number" || !Number.isFinite(each))
        fail("data", {
          where: `${nameOf(samples[i], i)}, ${name}`,
          got: describe(each),
          expected: `a finite number${i ? `, as ${nameOf(samples[0], 0)} has` : ""}`,
        });
    });
    const whole = (parts as number[]).every((each) => (each | 0) === each);
    const array = this.#array(name, whole ? Int32Array : Float32Array, parts.length);
    array.set(parts as number[]);
    return array;
  }

  #weights(samples: readonly Sample[]): Float32Array {
    const array = this.#array("weight", Float32Array, samples.length) as Float32Array;
    samples.forEach(({ weight = 1 }, i) => {
      array[i] = weight;
    });
    return array;
  }

  /** `length` numbers of the array that is kept under this name and kind. */
  #array(name: string, kind: Kind, length: number): Values {
    const key = `${kind.name} ${name}`;
    let array = this.#arrays.get(key);
    if (!array || array.length < length) {
      array = new kind(length);
      this.#arrays.set(key, array);
    }
    return array.length === length ? array : array.subarray(0, length);
  }
}

/** What errors call sample number `i` of a batch. */
const nameOf = ({ name }: Sample, i: number): string => (name ? `sample ${show(name)}` : `sample ${i} of the batch`);

function checkSample(sample: Sample, i: number): void {
  if (typeof sample !== "object" || sample === null || sample.x === undefined || sample.x === null)
    fail("data", {
      where: `element ${i} of the batch`,
      got: show(sample),
      expected: "a sample { x, y }",
      hint: "map() makes samples of other elements",
    });
  const { weight } = sample;
  if (weight !== undefined && !(weight >= 0 && weight < Number.POSITIVE_INFINITY))
    fail("data", {
      where: `${nameOf(sample, i)}, weight`,
      got: show(weight),
      expected: "a finite number, not negative",
    });
}

const isPicture = (part: Parts): part is Picture =>
  typeof part === "object" && part !== null && !ArrayBuffer.isView(part) && ArrayBuffer.isView((part as Picture).data);

const isPart = (part: Parts): part is Part =>
  typeof part !== "object" || part === null || Array.isArray(part) || ArrayBuffer.isView(part) || isPicture(part);

function shapeOf(part: Part, sample: Sample, i: number, name: string): Shape {
  const text = describe(part);
  if (isPicture(part)) {
    const { width, height, channels, data } = part;
    const length = width * height * channels;
    const isBytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
    if (!isBytes || data.length !== length)
      fail("data", {
        where: `${nameOf(sample, i)}, ${name}`,
        got: `${text} in ${show(data)}`,
        expected: `${length} bytes`,
      });
    return { kind: Uint8Array, length, text };
  }
  const kind = kindOf(part);
  if (!kind)
    fail("data", {
      where: `${nameOf(sample, i)}, ${name}`,
      got: text,
      expected: "a picture, a number, or a Float32Array, Uint8Array or Int32Array",
    });
  return { kind, length: (part as Values).length, text };
}

function kindOf(part: unknown): Kind | null {
  if (part instanceof Float32Array) return Float32Array;
  if (part instanceof Int32Array) return Int32Array;
  return part instanceof Uint8Array || part instanceof Uint8ClampedArray ? Uint8Array : null;
}

function describe(part: Part): string {
  if (!isPicture(part)) return show(part);
  return `a picture of ${part.width} x ${part.height} pixels and ${part.channels} channel${part.channels === 1 ? "" : "s"}`;
}
