import { breathe } from "../../bindings/platform.ts";

/** Milliseconds of computing after which the event loop gets a turn, and steps where clocks stand still meanwhile. */
const TURN = 10;
const TURN_STEPS = 64;

/** Lets the event loop turn now and then, so that a page or a server stays responsive during a long run. */
export class Turn {
  #began: number = performance.now();
  #steps = 0;

  async end(): Promise<void> {
    if (performance.now() - this.#began < TURN && ++this.#steps < TURN_STEPS) return;
    await breathe();
    this.#began = performance.now();
    this.#steps = 0;
  }
}
