/** The events of a run in its folder: events.jsonl, one object a line, and the same for TensorBoard. */
import { closeSync, createReadStream, existsSync, openSync, statSync, truncateSync } from "node:fs";
import { createInterface } from "node:readline";
import { appendBytes, failFile, flushBytes } from "../node/files.ts";
import { type TensorBoardFile, tensorBoard } from "../node/tensorboard/file.ts";
import type { TrainingReport } from "./events.ts";
import type { RunFolder } from "./run-folder.ts";

/** A report, and when it came: ISO 8601 in UTC. */
export type LoggedEvent = { time: string } & TrainingReport;

/** Up to where the checkpoint of a run reaches: steps, finished epochs, and whether the last of them is still to be validated. */
export interface Reach {
  step: number;
  epoch: number;
  due?: boolean;
}

/** The two files of a run under way. Each event is one write, so that a killed process leaves whole lines. */
export class EventLog {
  readonly #path: string;
  readonly #file: number;
  readonly #board: TensorBoardFile;

  /** Goes on with the files in `folder`: what they hold beyond the checkpoint happens again, and is dropped first. */
  static async open({ events, tensorBoard: path }: RunFolder, reach: Reach): Promise<EventLog> {
    const kept: LoggedEvent[] = existsSync(events) ? await keep(events, reach) : [];
    const board = await tensorBoard(path);
    for (const event of kept) addTo(board, event);
    return new EventLog(events, board);
  }

  private constructor(path: string, board: TensorBoardFile) {
    this.#path = path;
    this.#board = board;
    try {
      this.#file = openSync(path, "a");
    } catch (error) {
      failFile("write", path, error);
    }
  }

  add(report: TrainingReport): void {
    const event: LoggedEvent = { time: new Date().toISOString(), ...report };
    appendBytes(this.#file, this.#path, new TextEncoder().encode(`${JSON.stringify(event)}\n`));
    addTo(this.#board, event);
  }

  /** Before a checkpoint takes effect: what led to it is on the disk. */
  flush(): void {
    flushBytes(this.#file, this.#path);
    this.#board.flush();
  }

  close(): void {
    closeSync(this.#file);
    this.#board.close();
  }
}

/** The events of a run, in order; a last line that is not whole is left out. */
export async function* readEvents(path: string): AsyncGenerator<LoggedEvent> {
  for await (const { event } of linesOf(path)) if (event) yield event;
}

/** Cuts the file at `path` where events stand that a run from `reach` on will tell again, and gives those before. */
async function keep(path: string, reach: Reach): Promise<LoggedEvent[]> {
  const kept: LoggedEvent[] = [];
  let bytes = 0;
  for await (const { event, end } of linesOf(path)) {
    if (!event || isBeyond(event, reach)) break;
    kept.push(event);
    bytes = end;
  }
  truncateSync(path, bytes);
  return kept;
}

function isBeyond(event: LoggedEvent, { step, epoch, due }: Reach): boolean {
  if (event.kind === "done" || event.kind === "stop") return true;
  if (event.kind === "epoch") return event.epoch > epoch;
  if (event.kind === "validation") return event.epoch > epoch || (due === true && event.epoch === epoch);
  return event.step > step;
}

/** The lines of a file with the byte after each; no event where a line is none, as one that was cut off. */
async function* linesOf(path: string): AsyncGenerator<{ event: LoggedEvent | null; end: number }> {
  const { size } = statSync(path);
  const input = createReadStream(path);
  let end = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      end += Buffer.byteLength(line) + 1;
      yield { event: end <= size ? parse(line) : null, end };
    }
  } finally {
    input.destroy();
  }
}

function parse(line: string): LoggedEvent | null {
  try {
    const event = JSON.parse(line);
    return typeof event?.kind === "string" ? event : null;
  } catch {
    return null;
  }
}

/** What TensorBoard shows of an event. */
function addTo(board: TensorBoardFile, event: LoggedEvent): void {
  const scalars = scalarsOf(event);
  const known = Object.entries(scalars).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
  if ("step" in event && known.length) board.add(event.step, Object.fromEntries(known), new Date(event.time));
}

function scalarsOf(event: LoggedEvent): Record<string, number | undefined> {
  if (event.kind === "step")
    return {
      "loss/train": event.loss,
      "accuracy/train": event.accuracy,
      "learning rate": event.learningRate,
      "images per second": event.imagesPerSecond,
    };
  if (event.kind === "validation") return { "loss/validation": event.loss, "accuracy/validation": event.accuracy };
  return {};
}
