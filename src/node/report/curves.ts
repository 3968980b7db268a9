/** Events as the curves of a report, thinned: a hundred thousand steps are no more dots than a screen has. */
import type { RunEvent } from "./events.ts";

/** Points of a curve at most. */
const POINTS = 500;

/** Numbers over steps. Where several steps became one point it has their mean, and what they ranged over. */
export interface Curve {
  label: string;
  /** The step of each point. */
  x: number[];
  y: number[];
  low?: number[];
  high?: number[];
}

/** One chart of a report. */
export interface Chart {
  title: string;
  /** How numbers are written: as they are, or 0..1 as per cent. */
  unit: "number" | "percent";
  /** Whether a logarithmic axis makes sense: all numbers are above 0, and far apart. */
  log: boolean;
  curves: Curve[];
}

/** What the events of a run say, as charts; those without a number are left out. Steps in an epoch turn steps into epochs. */
export interface Charts {
  charts: Chart[];
  stepsPerEpoch: number;
  /** What events warned of, each once. */
  warnings: string[];
}

/** Reads `events` once and makes the charts of them. */
export async function chartsOf(events: Iterable<RunEvent> | AsyncIterable<RunEvent>): Promise<Charts> {
  const kept = new Points();
  for await (const event of events) kept.add(event);
  return { charts: kept.charts(), stepsPerEpoch: kept.stepsPerEpoch, warnings: [...kept.warnings] };
}

class Points {
  stepsPerEpoch = 0;
  readonly warnings: Set<string> = new Set();
  readonly #series = new Map<string, Map<string, Series>>();

  add(event: RunEvent): void {
    const { kind, step, epoch, loss, accuracy, learningRate, imagesPerSecond } = event;
    if (kind === "warning" && event.message) this.warnings.add(event.message);
    if (typeof step !== "number") return;
    if (kind === "step") {
      this.#point("loss", "training", step, loss);
      this.#point("accuracy", "training", step, accuracy);
      this.#point("learning rate", "learning rate", step, learningRate);
    } else if (kind === "validation") {
      this.#point("loss", "validation", step, loss);
      this.#point("accuracy", "validation", step, accuracy);
      for (const [name, value] of Object.entries(event.metrics ?? {}))
        this.#point(name, "validation", step, typeof value === "number" ? value : undefined);
    } else if (kind === "epoch") {
      if (epoch) this.stepsPerEpoch = step / epoch;
      this.#point("images per second", "images per second", step, imagesPerSecond);
      if (event.waiting !== undefined && event.seconds)
        this.#point("waiting for data", "share of the time", step, event.waiting / event.seconds);
    }
  }

  charts(): Chart[] {
    return [...this.#series].map(([title, byLabel]) => {
      const curves = [...byLabel].map(([label, series]) => series.curve(label));
      const share = title === "waiting for data" || title === "accuracy";
      return { title, unit: share ? "percent" : "number", log: title === "loss" && isWide(curves), curves };
    });
  }

  #point(title: string, label: string, x: number, y: number | undefined): void {
    if (y === undefined || y === null || !Number.isFinite(y)) return;
    const byLabel = this.#series.get(title) ?? new Map<string, Series>();
    this.#series.set(title, byLabel);
    const series = byLabel.get(label) ?? new Series();
    byLabel.set(label, series);
    series.add(x, y);
  }
}

/** Numbers as they come, in so many buckets of equally many that memory stays small however long the run. */
class Series {
  #buckets: Bucket[] = [];
  #size = 1;

  add(x: number, y: number): void {
    const last = this.#buckets.at(-1);
    if (last && last.count < this.#size) merge(last, { x, y, low: y, high: y, count: 1 });
    else this.#buckets.push({ x, y, low: y, high: y, count: 1 });
    if (this.#buckets.length >= 2 * POINTS) this.#halve();
  }

  curve(label: string): Curve {
    const thin = this.#size > 1;
    const column = (key: "x" | "y" | "low" | "high"): number[] => this.#buckets.map((bucket) => short(bucket[key]));
    return { label, x: column("x"), y: column("y"), ...(thin && { low: column("low"), high: column("high") }) };
  }

  #halve(): void {
    const pairs: Bucket[] = [];
    for (let i = 0; i < this.#buckets.length; i += 2) {
      const [first, second] = this.#buckets.slice(i, i + 2);
      if (second) merge(first, second);
      pairs.push(first);
    }
    this.#buckets = pairs;
    this.#size *= 2;
  }
}

interface Bucket {
  /** Means. */
  x: number;
  y: number;
  low: number;
  high: number;
  count: number;
}

function merge(bucket: Bucket, other: Bucket): void {
  const count = bucket.count + other.count;
  const mean = (a: number, b: number): number => a + ((b - a) * other.count) / count;
  bucket.x = mean(bucket.x, other.x);
  bucket.y = mean(bucket.y, other.y);
  bucket.low = Math.min(bucket.low, other.low);
  bucket.high = Math.max(bucket.high, other.high);
  bucket.count = count;
}

/** Six digits are more than a screen shows, and keep the page small. */
const short = (value: number): number => Number(value.toPrecision(6));

function isWide(curves: readonly Curve[]): boolean {
  const values = curves.flatMap(({ y, low }) => low ?? y);
  const least = Math.min(...values);
  return least > 0 && Math.max(...curves.flatMap(({ y }) => y)) / least > 20;
}
