/** A training in the terminal: a live line on stderr, one line an epoch that stays, the result on stdout. */
import { styleText } from "node:util";
import { type Options, SingleBar } from "cli-progress";
import type { DoneReport, EpochReport, Sink, StartReport, StepReport, ValidationReport } from "./events.ts";
import { clock, count, percent, plural } from "./text.ts";

/** What the live line shows beside the bar takes so many columns. */
const TEXT_COLUMNS = 74;

/** A line on the terminal that says what is under way, in the place of the one before; empty takes it away. Nothing where there is no terminal. */
export function statusLine(): (text: string) => void {
  const { stderr } = process;
  let told = 0;
  return (text) => {
    if (!stderr.isTTY || (text && performance.now() - told < 100)) return;
    told = performance.now();
    stderr.write(`\r${text}\x1b[K`);
  };
}

/** Prints a training's reports for people. */
export function terminalSink(): Sink {
  const live = process.stderr.isTTY ? new LiveLine() : null;
  let epoch: EpochReport | null = null;
  const print = (line: string): void => {
    live?.clear();
    process.stderr.write(`${line}\n`);
  };
  const printEpoch = (test?: ValidationReport): void => {
    if (epoch) print(epochText(epoch, test));
    epoch = null;
  };
  return (report) => {
    switch (report.kind) {
      case "start":
        return print(startText(report));
      case "step":
        return live?.show(report);
      case "epoch":
        epoch = report;
        return;
      case "validation":
        return printEpoch(report);
      case "stopped":
        printEpoch();
        return print(
          `stopped after step ${count(report.step)} of ${count(report.steps)}; to go on:\n  ${report.resume}`,
        );
      case "done":
        live?.clear();
        process.stdout.write(doneText(report));
    }
  };
}

function startText({ title, config, train, test, threads, build, step, out, note }: StartReport): string {
  const lines = [
    `${title}: ${count(train)} to train on, ${count(test)} to test on`,
    `${plural(config.epochs, "epoch")}, batch ${config.batch}, learning rate ${config.lr}, seed ${config.seed}; ` +
      `${plural(threads, "thread")}, ${build} build; ${out}`,
  ];
  if (note) lines.push(note);
  if (step > 0) lines.push(`goes on after step ${count(step)}`);
  return lines.join("\n");
}

function epochText(
  { epoch, epochs, loss, accuracy, seconds, imagesPerSecond }: EpochReport,
  test?: ValidationReport,
): string {
  const parts = [epochName(epoch, epochs), lossText(loss, accuracy)];
  if (test?.accuracy !== undefined) parts.push(`test ${percent(test.accuracy, 2)}`);
  parts.push(`${seconds.toFixed(1)} s`, `${count(imagesPerSecond)} images/s`);
  return parts.join("  ");
}

function doneText({ accuracy, loss, seconds, parametersHash, out }: DoneReport): string {
  const result = `test accuracy ${percent(accuracy, 2)}, loss ${loss.toFixed(4)}, after ${clock(seconds)} of training`;
  return `${result}\nparameters ${parametersHash}, saved in ${out}\n`;
}

const epochName = (epoch: number, epochs: number): string =>
  `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;

const lossText = (loss: number, accuracy?: number): string =>
  `loss ${loss.toFixed(4)}${accuracy === undefined ? "" : `  accuracy ${percent(accuracy, 1)}`}`;

/** The bar of the current epoch, with the means of its steps so far. */
class LiveLine {
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
    if (!this.#bar || this.#epoch !== report.epoch) this.#begin(report.epoch, perEpoch);
    this.#steps++;
    this.#loss += (report.loss - this.#loss) / this.#steps;
    this.#accuracy += ((report.accuracy ?? 0) - this.#accuracy) / this.#steps;
    this.#bar?.update(report.step - (report.epoch - 1) * perEpoch, {
      left: epochName(report.epoch, report.epochs),
      right:
        `${lossText(this.#loss, report.accuracy && this.#accuracy)}  ` +
        `${count(report.imagesPerSecond)} images/s  ${clock(report.secondsLeft)} left`,
    });
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

function barOptions(): Options {
  const columns = process.stderr.columns ?? 80;
  const coloured = process.stderr.hasColors();
  return {
    stream: process.stderr,
    format: ({ barsize = 20 }, { progress }, { left, right }) => {
      const done = Math.round(progress * barsize);
      const bar = "━".repeat(done);
      return `${left}  ${coloured ? styleText("green", bar) : bar}${"─".repeat(barsize - done)}  ${right}`;
    },
    barsize: Math.max(4, Math.min(30, columns - TEXT_COLUMNS)),
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
  };
}
