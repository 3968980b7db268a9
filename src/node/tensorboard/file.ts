/** Files that TensorBoard shows. */
import { closeSync, constants, openSync } from "node:fs";
import { fail, show } from "../../error.ts";
import { appendBytes, failFile, flushBytes } from "../files.ts";
import { record } from "./records.ts";

const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;

/** An event file under way; see {@link tensorBoard}. */
export class TensorBoardFile {
  readonly path: string;
  readonly #messages: typeof import("./event.ts");
  readonly #file: number;

  /** @internal */
  constructor(path: string, messages: typeof import("./event.ts")) {
    this.path = path;
    this.#messages = messages;
    try {
      this.#file = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
    } catch (error) {
      failFile("write", path, error);
    }
    this.#append(messages.versionEvent(Date.now() / 1000));
  }

  /**
   * Appends numbers by tag at a step: what stands before a slash in a tag is its group in TensorBoard's page. Each call is one write,
   * whole even if the process is killed after it. Numbers become 32-bit floats.
   *
   * @throws FoveaError "file" when it cannot be written.
   * @example
   * board.add(event.step, { "loss/train": event.loss });
   */
  add(step: number, scalars: Readonly<Record<string, number>>, time: Date = new Date()): void {
    if (!Number.isSafeInteger(step) || step < 0)
      fail("option", { where: "tensorBoard.add step", got: show(step), expected: "a whole number, not negative" });
    this.#append(this.#messages.scalarEvent(time.getTime() / 1000, step, scalars));
  }

  /** Makes sure that what was added is on the disk; throws a FoveaError "file" when it cannot be. */
  flush(): void {
    flushBytes(this.#file, this.path);
  }

  /** Ends the file. */
  close(): void {
    closeSync(this.#file);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #append(message: Uint8Array): void {
    appendBytes(this.#file, this.path, record(message));
  }
}

/**
 * Begins an event file at `path`, anew where there is one. TensorBoard finds files whose names hold "tfevents" in the folder that
 * `tensorboard --logdir DIR` names and in those below it, and takes each folder for a run. Format: TFRecords with masked CRC-32C
 * around messages `Event` (TensorFlow's event.proto).
 *
 * @throws FoveaError "file" when the file cannot be made.
 * @example
 * using board = await tensorBoard("runs/a/events.out.tfevents.fovea");
 * for await (const event of net.fit(train, options)) if (event.kind === "step") board.add(event.step, { "loss/train": event.loss });
 */
export async function tensorBoard(path: string): Promise<TensorBoardFile> {
  if (typeof path !== "string" || path === "")
    fail("option", { where: "tensorBoard.path", got: show(path), expected: "the path of a file" });
  return new TensorBoardFile(path, await import("./event.ts"));
}
