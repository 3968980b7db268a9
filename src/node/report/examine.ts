/** What a network makes of validation data: for labels a confusion matrix and its mistakes, for masks the masks. */
import type { Picture, Sample, Samples, Values } from "../../data/samples.ts";
import { exp } from "../../exact.ts";
import type { Model } from "../../index.ts";
import { pictureOf } from "./pictures.ts";

/** Validation data: many samples in flat arrays, or anything that gives samples, or batches of them, one after another. */
export type ReportData = Samples | Iterable<Sample | Samples> | AsyncIterable<Sample | Samples>;

/** Samples predicted at a time, and masks shown. */
const BATCH = 64;
const MASKS = 8;

/** A sample that the network takes for another class. */
export interface Mistake {
  /** Null where the input is no picture. */
  picture: Picture | null;
  name: string;
  truth: number;
  predicted: number;
  /** Of the predicted class, 0..1. */
  probability: number;
}

/** A picture with what is where in it: class indices of each pixel, row after row. */
export interface MaskExample {
  picture: Picture | null;
  name: string;
  truth: Uint8Array;
  predicted: Uint8Array;
  height: number;
  width: number;
}

/** What {@link examine} found. Rows are samples, or with masks pixels. */
export interface Examination {
  samples: number;
  /** confusion[label][predicted]: counts of rows. */
  confusion: number[][];
  /** The most confident first. */
  mistakes: Mistake[];
  /** The first samples, where labels are masks. */
  masks: MaskExample[];
}

/** Runs `data` through the network; null where the network is none of one input whose targets are labels, as a report shows. */
export async function examine(net: Model, data: ReportData, mistakes: number): Promise<Examination | null> {
  const { inputs, outputs } = net.graph;
  const names = Object.keys(outputs);
  if (inputs.length !== 1 || names.length !== 1) return null;
  const found = new Finder(net, mistakes);
  for await (const batch of batchesOf(data, inputs[0].shape))
    if (!found.add(batch, (await net.predict(batch.x)) as Float32Array)) return null;
  return found.examination();
}

/** Samples in flat arrays, with the name of each. */
interface Batch {
  x: Values;
  y: Values;
  names: string[];
}

class Finder {
  readonly #input: readonly number[];
  readonly #width: number;
  readonly #classes: number;
  readonly #isLogit: boolean;
  readonly #most: number;
  readonly #confusion: number[][];
  #samples = 0;
  #mistakes: Mistake[] = [];
  #masks: MaskExample[] = [];

  constructor({ graph }: Model, most: number) {
    const [output] = Object.values(graph.outputs);
    this.#input = graph.inputs[0].shape;
    this.#width = size(output.shape);
    const last = output.shape[output.shape.length - 1];
    this.#classes = Math.max(2, last);
    this.#isLogit = !["softmax", "sigmoid"].includes(output.op?.name ?? "");
    this.#most = most;
    this.#confusion = Array.from({ length: this.#classes }, () => new Array<number>(this.#classes).fill(0));
  }

  /** Adds a batch with the network's outputs; false where its targets are no labels. */
  add({ x, y, names }: Batch, outputs: Float32Array): boolean {
    const count = names.length;
    const channels = this.#width / (y.length / count); // outputs for each label
    const isBinary = channels === 1;
    if (!isBinary && channels !== this.#classes) return false;
    if (!y.every((label) => Number.isInteger(label) && label < this.#classes)) return false;
    const rows = y.length / count;
    for (let sample = 0; sample < count; sample++) {
      const picked = new Uint8Array(rows);
      let probability = 0;
      for (let row = 0; row < rows; row++) {
        const at = (sample * rows + row) * channels;
        const scores = outputs.subarray(at, at + channels);
        const guess = isBinary ? this.#guessOfOne(scores[0]) : this.#guess(scores);
        const label = y[sample * rows + row];
        picked[row] = guess.predicted;
        probability = guess.probability;
        if (label >= 0) this.#confusion[label][guess.predicted]++;
      }
      const index = this.#samples++;
      const name = names[sample] || `sample ${index}`;
      const values = x.subarray(sample * size(this.#input), (sample + 1) * size(this.#input));
      const truth = y.subarray(sample * rows, (sample + 1) * rows);
      if (rows > 1) this.#addMask(values, truth, picked, name);
      else if (truth[0] >= 0 && truth[0] !== picked[0])
        this.#addMistake(values, { name, truth: truth[0], predicted: picked[0], probability });
    }
    return true;
  }

  examination(): Examination {
    return { samples: this.#samples, confusion: this.#confusion, mistakes: this.#mistakes, masks: this.#masks };
  }

  #guess(scores: Float32Array): { predicted: number; probability: number } {
    let predicted = 0;
    for (let c = 1; c < scores.length; c++) if (scores[c] > scores[predicted]) predicted = c;
    if (!this.#isLogit) return { predicted, probability: scores[predicted] };
    const sum = scores.reduce((total, score) => total + exp(score - scores[predicted]), 0);
    return { predicted, probability: 1 / sum };
  }

  /** Of one output, which says how much the second of two classes is true. */
  #guessOfOne(score: number): { predicted: number; probability: number } {
    const second = this.#isLogit ? 1 / (1 + exp(-score)) : score;
    return second > 0.5 ? { predicted: 1, probability: second } : { predicted: 0, probability: 1 - second };
  }

  #addMistake(values: Values, mistake: Omit<Mistake, "picture">): void {
    if (this.#mistakes.length === this.#most && mistake.probability <= (this.#mistakes.at(-1)?.probability ?? 0))
      return;
    const place = this.#mistakes.findIndex(({ probability }) => probability < mistake.probability);
    const picture = pictureOf(values, this.#input);
    this.#mistakes.splice(place < 0 ? this.#mistakes.length : place, 0, { picture, ...mistake });
    this.#mistakes.splice(this.#most);
  }

  #addMask(values: Values, truth: Values, predicted: Uint8Array, name: string): void {
    if (this.#masks.length === MASKS) return;
    const [height, width] = this.#input;
    if (this.#input.length !== 3 || height * width !== predicted.length) return;
    this.#masks.push({
      picture: pictureOf(values, this.#input),
      name,
      truth: Uint8Array.from(truth),
      predicted,
      height,
      width,
    });
  }
}

const size = (shape: readonly number[]): number => shape.reduce((product, each) => product * each, 1);

/** `data` in batches of {@link BATCH} samples, however it came. */
async function* batchesOf(data: ReportData, input: readonly number[]): AsyncGenerator<Batch> {
  const width = size(input);
  if ("x" in data) return yield* slices(data as Samples, width);
  let waiting: Sample[] = [];
  for await (const each of data as AsyncIterable<Sample | Samples>) {
    if (isMany(each, width)) yield* slices(each, width);
    else waiting.push(each as Sample);
    if (waiting.length < BATCH) continue;
    yield collate(waiting);
    waiting = [];
  }
  if (waiting.length) yield collate(waiting);
}

const isMany = (each: Sample | Samples, width: number): each is Samples =>
  ArrayBuffer.isView(each.x) && (each.x as Values).length !== width;

function* slices({ x, y }: Samples, width: number): Generator<Batch> {
  if (!ArrayBuffer.isView(x) || !ArrayBuffer.isView(y)) return;
  const [inputs, labels] = [x as Values, y as Values];
  const count = inputs.length / width;
  const each = labels.length / count;
  for (let from = 0; from < count; from += BATCH) {
    const to = Math.min(count, from + BATCH);
    const names = Array.from({ length: to - from }, () => "");
    yield { x: inputs.subarray(from * width, to * width), y: labels.subarray(from * each, to * each), names };
  }
}

function collate(samples: readonly Sample[]): Batch {
  const xs = samples.map(({ x }) => (isPicture(x) ? x.data : (x as Values)));
  const ys = samples.map(({ y }) => (typeof y === "number" ? Int32Array.of(y) : isPicture(y) ? y.data : (y as Values)));
  return { x: joined(xs), y: joined(ys), names: samples.map(({ name }) => name ?? "") };
}

const isPicture = (x: unknown): x is Picture => typeof x === "object" && x !== null && "data" in x && "channels" in x;

function joined(parts: readonly (Values | Uint8ClampedArray)[]): Values {
  const bytes = parts.every((part) => part instanceof Uint8Array || part instanceof Uint8ClampedArray);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = bytes ? new Uint8Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
