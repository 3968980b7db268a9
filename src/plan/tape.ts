import type { Core } from "../../bindings/core.ts";
import { argumentBytes, type Slot, writeArguments } from "../../bindings/slot.ts";
import { type Layout, layoutBytes } from "./layout.ts";
import { type Call, isTiny, type Program } from "./program.ts";

/** Words of an entry: kernel, args, items, grain, last (assembly/tape.ts). */
const ENTRY_BYTES = 20;

/** A program in WebAssembly memory: entries and argument structs, ready to run once its slots have addresses. */
export class Tape {
  readonly program: Program;
  readonly layout: Layout;
  /** True when a kernel is not in the core. */
  readonly needsExtension: boolean;
  readonly #core: Core;
  readonly #calls: readonly Call[];
  readonly #address: number;
  readonly #floats = new Map<Slot, Float32Array>();
  readonly #integers = new Map<Slot, Int32Array>();
  readonly #alone: boolean;
  #base = -1;

  /**
   * `address` is that of a block of {@link tapeBytes}, which the tape owns from now on. `alone`: the calling thread runs it
   * without others, which suits small programs.
   */
  constructor(
    core: Core,
    program: Program,
    layout: Layout,
    address: number = core.allocate(tapeBytes(program)),
    alone: boolean = isTiny(program),
  ) {
    this.#core = core;
    this.program = program;
    this.layout = layout;
    this.#calls = [...program.prologue, ...program.calls];
    this.needsExtension = this.#calls.some(({ kernel }) => kernel.extension);
    this.#address = address;
    this.#alone = alone;
  }

  /** Bytes of memory that the tape works in. */
  get bytes(): number {
    return layoutBytes(this.layout, this.#core.threads);
  }

  /** Places the program's slots at `base` and writes the tape for it, unless it stands there already. */
  place(base: number): void {
    if (this.#base === base) return;
    this.#base = base;
    for (const [slot, offset] of this.layout.offsets) slot.place(base + offset);
    let args = this.#address + this.#calls.length * ENTRY_BYTES;
    this.#calls.forEach((call, i) => {
      const last = this.#calls[i + 1]?.stage !== call.stage;
      const words = [this.#core.placeOf(call.kernel), args, call.items, call.grain, last ? 1 : 0];
      for (const [w, word] of words.entries())
        this.#core.data.setInt32(this.#address + i * ENTRY_BYTES + 4 * w, word, true);
      writeArguments(this.#core.data, args, call.kernel as Parameters<typeof writeArguments>[2], call.args);
      args += argumentBytes(call.kernel);
    });
  }

  /** Runs calls `from` to before `to` of the program, the prologue not counted. */
  run(from = 0, to: number = this.program.calls.length): void | Promise<void> {
    const first = this.program.prologue.length;
    return this.#run(first + from, first + to);
  }

  /** Runs the prologue, then calls up to before `to`. */
  runWithPrologue(to: number = this.program.calls.length): void | Promise<void> {
    return this.#run(0, this.program.prologue.length + to);
  }

  #run(from: number, to: number): void | Promise<void> {
    this.#core.setScratch(this.#base + this.layout.bytes, this.layout.scratch);
    const [begin, end] = [this.#address + from * ENTRY_BYTES, this.#address + to * ENTRY_BYTES];
    return this.#alone ? this.#core.runAlone(begin, end) : this.#core.run(begin, end, ENTRY_BYTES);
  }

  /** A slot's memory as floats: a view, not a copy. */
  floats(slot: Slot): Float32Array {
    return this.#view(this.#floats, slot, () => this.#core.floats(slot.address, slot.bytes / 4));
  }

  /** A slot's memory as integers: a view, not a copy. */
  integers(slot: Slot): Int32Array {
    return this.#view(this.#integers, slot, () => this.#core.integers(slot.address, slot.bytes / 4));
  }

  /** Views are made once for each place that a slot has, so that training steps leave no garbage of them. */
  #view<View extends Float32Array | Int32Array>(views: Map<Slot, View>, slot: Slot, make: () => View): View {
    const known = views.get(slot);
    if (known && known.byteOffset === slot.address && known.buffer === this.#core.bytes.buffer) return known;
    const view = make();
    views.set(slot, view);
    return view;
  }

  dispose(): void {
    this.#core.free(this.#address);
  }
}

/** Bytes that a program's tape needs. */
export function tapeBytes({ prologue, calls }: Program): number {
  return [...prologue, ...calls].reduce((sum, call) => sum + ENTRY_BYTES + argumentBytes(call.kernel), 0);
}
