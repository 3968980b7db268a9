import { Slot, storage } from "../../bindings/slot.ts";
import type { Engine } from "../engine.ts";
import { fail } from "../error.ts";

/** Memory of the core that is used again and again, and grows when more is asked for. */
export class Room {
  readonly #engine: Engine;
  readonly #label: string;
  #address = 0;
  #bytes = 0;

  constructor(engine: Engine, label: string) {
    this.#engine = engine;
    this.#label = label;
  }

  /** Room for `bytes`. What stood there may be lost. */
  take(bytes: number): Slot {
    if (bytes > this.#bytes) this.#grow(bytes);
    const slot = new Slot(this.#label, bytes);
    slot.place(this.#address);
    return slot;
  }

  #grow(bytes: number): void {
    const { core } = this.#engine;
    const most = storage(Math.max(bytes, 1.5 * this.#bytes)); // pictures that grow little by little must not take it anew each time
    this.free();
    const size = core.fits(most) ? most : storage(bytes);
    if (!core.fits(size))
      fail("memory", {
        where: "augment",
        got: `a picture that needs ${size} bytes more`,
        expected: `all of the core's memory to stay under ${core.memoryLimit} bytes`,
        hint: "engine({ memoryLimit }) sets the limit",
      });
    this.#address = this.#engine.allocate(size);
    this.#bytes = size;
  }

  free(): void {
    if (this.#bytes) this.#engine.core.free(this.#address);
    this.#bytes = 0;
  }
}
