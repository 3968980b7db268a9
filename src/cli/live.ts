/** The live line of a training in a terminal: the bar of the current epoch, with the means of its steps so far. */
import { styleText } from "node:util";
import { type Options, SingleBar } from "cli-progress";
import type { StepReport } from "./events.ts";
import { clock, count, epochName, lossText, sparkline } from "./text.ts";

/** Columns of the bar, and of the curve of losses behind it, at most. */
const BAR = { least: 4, most: 30 };
const CURVE = 16;

/** Steps whose mean loss is one column of the curve at the start; as it fills up, columns are put together by twos. */
const COLUMN = 8;

export class LiveLine {
  readonly #curve = new Curve();
  #bar: SingleBar | null = null;
  #epoch = 0;
  #steps = 0;
  #loss = 0;
  #accuracy = 0;

  constructor() {
    // The bar changes how the terminal wraps and shows its cursor; however the process ends, it is given back as it was.
    process.once("exit", () => this.clear());
  }

  show(report: StepReport): void {
    const perEpoch = Math.round(report.steps / report.epochs);
    const left = epochName(report.epoch, report.epochs);
    if (!this.#bar || this.#epoch !== report.epoch) this.#begin(report.epoch, perEpoch);
    this.#steps++;
    this.#loss += (report.loss - this.#loss) / this.#steps;
    this.#accuracy += ((report.accuracy ?? 0) - this.#accuracy) / this.#steps;
    this.#curve.add(report.loss);
    const pieces = [
      lossText(this.#loss, report.accuracy && this.#accuracy),
      `${count(report.imagesPerSecond)} images/s`,
      `${clock(report.secondsLeft)} left`,
      this.#curve.text(),
      `rate ${Number(report.learningRate.toPrecision(2))}`,
    ];
    const columns = process.stderr.columns ?? 80;
    this.#bar?.update(report.step - (report.epoch - 1) * perEpoch, { left, right: fitting(pieces, left, columns) });
  }

  clear(): void {
    this.#bar?.stop();
    this.#bar = null;
  }

  #begin(epoch: number, steps: number): void {
    this.clear();
    this.#epoch = epoch;
    this.#steps = this.#loss = this.#accuracy = 0;
    this.#bar = new SingleBar(barOptions());
    this.#bar.start(steps, 0, { left: "", right: "" });
  }
}

/** As many of the pieces, from the first, as there is room for beside the shortest bar. */
export function fitting(pieces: readonly string[], left: string, columns: number): string {
  let room = columns - 1 - left.length - 2 - BAR.least;
  const shown: string[] = [];
  for (const piece of pieces) {
    room -= piece.length + 2;
    if (room < 0 && shown.length) break;
    if (piece) shown.push(piece);
  }
  return shown.join("  ");
}

/** Losses as a curve of a few columns, however many there were. */
export class Curve {
  #sums: { sum: number; count: number }[] = [];
  #each = COLUMN;

  add(loss: number): void {
    const last = this.#sums.at(-1);
    if (last && last.count < this.#each) {
      last.sum += loss;
      last.count++;
      return;
    }
    if (this.#sums.length === CURVE) {
      const pairs = this.#sums;
      this.#sums = Array.from({ length: CURVE / 2 }, (_, i) => ({
        sum: pairs[2 * i].sum + pairs[2 * i + 1].sum,
        count: pairs[2 * i].count + pairs[2 * i + 1].count,
      }));
      this.#each *= 2;
    }
    this.#sums.push({ sum: loss, count: 1 });
  }

  text(): string {
    return this.#sums.length < 2 ? "" : sparkline(this.#sums.map(({ sum, count }) => sum / count));
  }
}

function barOptions(): Options {
  const coloured = process.stderr.hasColors();
  return {
    stream: process.stderr,
    format: (_, { progress }, { left, right }) => {
      const columns = process.stderr.columns ?? 80;
      const size = Math.max(BAR.least, Math.min(BAR.most, columns - 1 - left.length - right.length - 4));
      const done = Math.round(progress * size);
      const bar = "━".repeat(done);
      return `${left}  ${coloured ? styleText("green", bar) : bar}${"─".repeat(size - done)}  ${right}`;
    },
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
  };
}
