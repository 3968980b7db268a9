/** A training in the terminal: a live line on stderr, one line an epoch that stays, the result on stdout. */
import { join } from "node:path";
import type { DoneReport, EpochReport, Sink, StartReport, TrainingReport, ValidationReport } from "./events.ts";
import { LiveLine } from "./live.ts";
import { clock, count, epochName, lossText, percent, plural } from "./text.ts";

/** Of an epoch spent waiting for data: more is worth a word. */
const WAITING = 0.05;

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
  const log = new Log((line) => {
    live?.clear();
    process.stderr.write(`${line}\n`);
  });
  return (report) => {
    if (report.kind === "step") return live?.show(report);
    if (report.kind === "done") live?.clear();
    log.add(report);
  };
}

/** The lines that stay. */
class Log {
  readonly #print: (line: string) => void;
  #heldOut = "test";
  #epoch: EpochReport | null = null;
  /** The best validation so far. */
  #best = Number.POSITIVE_INFINITY;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  add(report: TrainingReport): void {
    if (report.kind === "epoch") this.#epoch = report;
    else this.#endEpoch(report.kind === "validation" ? report : undefined);
    if (report.kind === "start") {
      this.#heldOut = report.heldOut;
      this.#print(startText(report));
    } else if (report.kind === "warning") this.#print(`warning: ${report.message}`);
    else if (report.kind === "stop") this.#print(stopText(report));
    else if (report.kind === "stopped")
      this.#print(`stopped after step ${count(report.step)} of ${count(report.steps)}; to go on:\n  ${report.resume}`);
    else if (report.kind === "done") process.stdout.write(doneText(report, this.#heldOut));
  }

  #endEpoch(validation?: ValidationReport): void {
    if (this.#epoch) {
      const isBest = validation !== undefined && validation.loss < this.#best;
      if (isBest) this.#best = validation.loss;
      this.#print(epochText(this.#epoch, this.#heldOut, validation, isBest));
    }
    this.#epoch = null;
  }
}

function startText({ title, heldOut, config, train, test, threads, build, step, out, note }: StartReport): string {
  const held = heldOut === "test" ? "test" : "validate";
  const lines = [
    `${title}: ${count(train)} to train on, ${count(test)} to ${held} on`,
    `${plural(config.epochs, "epoch")}, batch ${config.batch}, learning rate ${config.lr}, seed ${config.seed}; ` +
      `${plural(threads, "thread")}, ${build} build; ${out}`,
  ];
  if (note) lines.push(...note.split("\n").map((line) => `  ${line}`));
  if (step > 0) lines.push(`goes on after step ${count(step)}`);
  return lines.join("\n");
}

/** `best` marks the smallest validation loss so far. */
function epochText(
  { epoch, epochs, loss, accuracy, seconds, waiting, imagesPerSecond }: EpochReport,
  heldOut: string,
  validation: ValidationReport | undefined,
  isBest: boolean,
): string {
  const parts = [epochName(epoch, epochs), lossText(loss, accuracy)];
  if (validation?.accuracy !== undefined) parts.push(`${heldOut} ${percent(validation.accuracy, 2)}`);
  if (validation) parts.push(isBest && epoch > 1 ? "best" : "    ");
  parts.push(`${seconds.toFixed(1)} s`, `${count(imagesPerSecond)} images/s`);
  if (waiting !== undefined && waiting > WAITING * seconds)
    parts.push(`waited ${percent(waiting / seconds, 0)} for data`);
  return parts.join("  ");
}

function stopText({ reason, best, restored }: Extract<TrainingReport, { kind: "stop" }>): string {
  const kept = best && restored ? `; the parameters are those of epoch ${best.epoch}, the best` : "";
  return `ended: ${reason}${kept}`;
}

function doneText({ accuracy, loss, seconds, parametersHash, out }: DoneReport, heldOut: string): string {
  const result = `${heldOut} accuracy ${percent(accuracy, 2)}, loss ${loss.toFixed(4)}, after ${clock(seconds)} of training`;
  return `${result}\nparameters ${parametersHash}, saved in ${out}\nreport in ${join(out, "report.html")}\n`;
}
