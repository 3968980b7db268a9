import type { Kernel } from "../../bindings/slot.ts";
import { Slot } from "../../bindings/slot.ts";

/** How a call may be cut: `items` independent pieces of work, handed out `grain` at a time. */
export interface Work {
  readonly items: number;
  readonly grain: number;
  /** Multiply-adds, or what takes as long, of all items. Default 0. */
  readonly cost?: number;
  /** Bytes of its own that each thread needs to work in. Default 0. */
  readonly scratch?: number;
}

/** What else is said of a call. */
export interface CallOptions {
  /**
   * An output, then the inputs whose memory it may take where nothing needs them any more: the kernel reads each
   * element of those before it writes the one in its place.
   */
  readonly inPlace?: readonly [output: Slot, ...inputs: Slot[]];
}

/** One entry of the tape, before memory is planned. */
export interface Call extends Work, CallOptions {
  readonly kernel: Kernel<never>;
  readonly args: object;
  /** Calls of one stage may run at the same time; a barrier ends the stage. */
  readonly stage: number;
  readonly label: string;
}

/** Multiply-adds (or elements moved) that make a chunk worth handing to a thread: some 10 microseconds. */
const CHUNK_COST = 1 << 16;

/** The prologue's first stage; those of other calls count from 0. */
const FIRST_STAGE = -(2 ** 20);

/** Elements in one item of a flat kernel; `BLOCK` of assembly/flat.ts. */
const BLOCK = 1024;

/**
 * The calls of a forward, backward and update pass in order, with slots for memory still to be planned.
 * Everything here depends on shapes alone, never on threads: that is why any number of threads gives the same bits.
 */
export class Program {
  /** Whether convolutions may use Winograd's algorithm. */
  readonly winograd: boolean;
  /** Calls that need only parameters: they run again only when parameters changed, or other programs used the memory. */
  readonly prologue: Call[] = [];
  readonly calls: Call[] = [];
  /** Slots that this program plans itself; parameters and other lasting memory are placed by their owners. */
  readonly slots: Set<Slot> = new Set();
  /** Slots filled by the host before the first call. */
  readonly filled: Set<Slot> = new Set();
  /** Slots that the host reads after the last call. */
  readonly results: Set<Slot> = new Set();
  #random: Slot | null = null;
  readonly #once = new Map<string, unknown>();
  /** The prologue's last stage that names a slot. */
  readonly #preparedIn = new Map<Slot, number>();
  #stage = 0;
  #together = false;
  #label = "";

  constructor({ winograd = true }: { winograd?: boolean } = {}) {
    this.winograd = winograd;
  }

  /** A range of memory that lives from the first call that names it to the last. */
  slot(label: string, bytes: number): Slot {
    const slot = new Slot(this.#label ? `${this.#label}/${label}` : label, bytes);
    this.slots.add(slot);
    return slot;
  }

  /** A range that the host fills before each run. */
  input(label: string, bytes: number): Slot {
    const slot = this.slot(label, bytes);
    this.filled.add(slot);
    return slot;
  }

  /** Whether some call names {@link randomWords}. */
  get isRandom(): boolean {
    return this.#random !== null;
  }

  /** Seed low, seed high and step: three i32 that the host writes before each run of a program that is random. */
  get randomWords(): Slot {
    this.#random ??= this.labelled("", () => this.input("random", 12));
    return this.#random;
  }

  /** A range that the host reads after each run. */
  result(label: string, bytes: number): Slot {
    const slot = this.slot(label, bytes);
    this.results.add(slot);
    return slot;
  }

  /** A range that calls of the prologue fill: it keeps its content from run to run. */
  prepared(label: string, bytes: number): Slot {
    const slot = this.input(label, bytes);
    this.results.add(slot);
    return slot;
  }

  /** Adds a call that needs only parameters, and what earlier ones made of them: it stands in a stage behind all that it shares a slot with. */
  prepare<Args extends object>(kernel: Kernel<Args>, args: Args, work: Work): void {
    const call = { ...work, kernel: kernel as Kernel<never>, args, label: this.#label };
    const roots = slotsOf(call).map((slot) => slot.root);
    const stage = 1 + Math.max(FIRST_STAGE - 1, ...roots.map((root) => this.#preparedIn.get(root) ?? FIRST_STAGE - 1));
    for (const root of roots) if (this.slots.has(root)) this.#preparedIn.set(root, stage);
    const place = this.prologue.findIndex((other) => other.stage > stage);
    this.prologue.splice(place < 0 ? this.prologue.length : place, 0, { ...call, stage });
  }

  /** What `make` returned when it was first called for `key`: layers that share parameters share their preparation. */
  once<T>(key: string, make: () => T): T {
    if (!this.#once.has(key)) this.#once.set(key, make());
    return this.#once.get(key) as T;
  }

  /** Adds one call of `kernel`. */
  emit<Args extends object>(kernel: Kernel<Args>, args: Args, work: Work, options: CallOptions = {}): void {
    if (!kernel) throw new Error(`${this.#label}: no such kernel; build:wasm makes bindings/kernels.ts from assembly/`);
    this.calls.push({
      ...work,
      ...options,
      kernel: kernel as Kernel<never>,
      args,
      stage: this.#stage,
      label: this.#label,
    });
    if (!this.#together) this.#stage++;
  }

  /** The calls that `emitAll` makes need nothing of each other: they share one stage, without barriers between them. */
  together(emitAll: () => void): void {
    const inner = this.#together;
    this.#together = true;
    emitAll();
    this.#together = inner;
    if (!inner) this.#stage++;
  }

  /** Names the layer whose calls `emitAll` makes, for diagnosis. */
  labelled<T>(label: string, emitAll: () => T): T {
    const before = this.#label;
    this.#label = label;
    try {
      return emitAll();
    } finally {
      this.#label = before;
    }
  }
}

/** The slots that a call names, whether read or written; one that it names twice comes twice. */
export function slotsOf({ args }: Pick<Call, "args">): Slot[] {
  return Object.values(args).filter((value): value is Slot => typeof value === "object" && value !== null);
}

/** Multiply-adds that one thread has done before others are awake: some 50 microseconds. */
const WORTH_WAKING = 1 << 20;

/** Whether a program is so small that the calling thread had better run it alone. */
export function isTiny({ prologue, calls }: Program): boolean {
  return [...prologue, ...calls].reduce((sum, { cost = 0 }) => sum + cost, 0) < WORTH_WAKING;
}

/** Work of `items` pieces that cost about `cost` multiply-adds each. */
export const work = (items: number, cost: number): Work => ({
  items,
  grain: Math.max(1, Math.min(items, Math.round(CHUNK_COST / Math.max(1, cost)))),
  cost: items * cost,
});

/** Work of a flat kernel over `elements`; an element costs about `cost` multiply-adds. */
export const flatWork = (elements: number, cost = 4): Work => work(Math.ceil(elements / BLOCK), BLOCK * cost);
