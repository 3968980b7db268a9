import { argumentBytes, type Kernel, type Slot, writeArguments } from "../../bindings/slot.ts";
import type { Engine } from "../engine.ts";
import { Room } from "./room.ts";

/** Elements in one item of a flat kernel; `BLOCK` of assembly/flat.ts. */
const BLOCK = 1024;

/** Items of a flat kernel over `count` elements. */
export const blocks = (count: number): number => Math.ceil(count / BLOCK);

/** Room for the arguments of one kernel. */
const ARGUMENT_BYTES = 256;

/** Memory of the core, beside the models', in which kernels are called at once; it grows to what the largest work needs. */
export class Workspace {
  readonly engine: Engine;
  readonly #rooms = new Map<string, Room>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Runs a kernel at once, on this thread, over all its `items`. It must be one that takes no scratch memory and does not halt. */
  call<Args extends object>(kernel: Kernel<Args>, args: Args, items: number): void {
    const { core } = this.engine;
    const at = this.work("arguments", ARGUMENT_BYTES).address;
    if (argumentBytes(kernel as Kernel<never>) > ARGUMENT_BYTES)
      throw new Error(`${kernel.name} has more arguments than there is room for`);
    writeArguments(core.data, at, kernel, args);
    core.call(kernel, at, items);
  }

  /** Memory to work in, `bytes` of it, the same under the same name; what is in it is chance. Names of your own begin with your transform's. */
  work(name: string, bytes: number): Slot {
    const room = this.#rooms.get(name) ?? new Room(this.engine, name);
    this.#rooms.set(name, room);
    return room.take(bytes);
  }

  /** The same, filled with 32-bit floats. */
  floats(name: string, values: ArrayLike<number>): Slot {
    const slot = this.work(name, 4 * values.length);
    this.engine.core.floats(slot.address, values.length).set(values);
    return slot;
  }

  /** The same, filled with 32-bit integers. */
  integers(name: string, values: ArrayLike<number>): Slot {
    const slot = this.work(name, 4 * values.length);
    this.engine.core.integers(slot.address, values.length).set(values);
    return slot;
  }

  /** Gives the memory back. */
  free(): void {
    for (const room of this.#rooms.values()) room.free();
    this.#rooms.clear();
  }
}
