/** Adds to fit's events what the clock and the task know: images a second, the time left, the learning rate. */
import type { FitEvent } from "../index.ts";
import type { TrainingReport } from "./events.ts";
import type { Task } from "./task.ts";

/** Images, steps and seconds since some moment. */
interface Mark {
  images: number;
  steps: number;
  seconds: number;
}

export class Pace {
  readonly #epochs: number;
  readonly #task: Pick<Task, "learningRate">;
  readonly #start: Mark;
  #epoch: Mark;
  #now: Mark;

  /** `seconds` of training went before this process. */
  constructor(task: Pick<Task, "learningRate">, epochs: number, seconds: number) {
    this.#task = task;
    this.#epochs = epochs;
    this.#start = this.#epoch = this.#now = { images: 0, steps: 0, seconds };
  }

  /** The report of an event that came after `seconds` of training. */
  report(event: FitEvent, seconds: number): TrainingReport {
    if (event.kind !== "step" && event.kind !== "epoch") return event;
    this.#now = { ...this.#now, seconds };
    if (event.kind === "epoch") return this.#endEpoch(event);
    const { epoch, step, steps = step, loss, accuracy, samples } = event; // samples in memory always say how many
    this.#now = { images: this.#now.images + samples, steps: this.#now.steps + 1, seconds };
    const secondsLeft = ((steps - step) * (seconds - this.#start.seconds)) / this.#now.steps;
    const speed = { imagesPerSecond: imagesPerSecond(this.#start, this.#now), secondsLeft };
    const rate = { learningRate: this.#task.learningRate(step) };
    return { kind: "step", epoch, epochs: this.#epochs, step, steps, loss, accuracy, ...rate, ...speed };
  }

  #endEpoch(event: Extract<FitEvent, { kind: "epoch" }>): TrainingReport {
    const [began, ended] = [this.#epoch, this.#now];
    this.#epoch = ended;
    return { ...event, seconds: ended.seconds - began.seconds, imagesPerSecond: imagesPerSecond(began, ended) };
  }
}

function imagesPerSecond(from: Mark, to: Mark): number {
  const seconds = to.seconds - from.seconds;
  return seconds > 0 ? (to.images - from.images) / seconds : 0;
}
