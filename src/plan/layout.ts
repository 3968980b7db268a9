import { type Slot, storage } from "../../bindings/slot.ts";
import { type Call, type Program, slotsOf } from "./program.ts";

/** First and last stage in which slots that share one place hold something; stages before 0 are the prologue. */
interface Lifetime {
  slots: Slot[];
  bytes: number;
  first: number;
  last: number;
}

interface Placed extends Lifetime {
  offset: number;
}

/** Where every slot of a program lies, in bytes from the start of its scratch memory. */
export interface Layout {
  readonly offsets: ReadonlyMap<Slot, number>;
  readonly bytes: number;
  /** Bytes that each thread works in, behind the slots. */
  readonly scratch: number;
  /** Bytes of the largest set of slots alive at one time: no layout can be smaller. */
  readonly lowerBound: number;
}

/** Slots begin on cache lines. */
const ALIGNMENT = 64;

/**
 * Gives each slot a place such that slots alive at the same time never overlap: the largest first, each as low as it fits.
 * `gap` bytes are left free around every slot, and none shares memory, when a test wants to see who writes where.
 * Source: "greedy by size", Pisarchyk and Lee 2020, "Efficient memory management for deep neural net inference".
 */
export function layOut(program: Program, gap = 0): Layout {
  const lifetimes = gap > 0 ? measure(program, true) : shareInPlace(program, measure(program, false));
  const offsets = new Map<Slot, number>();
  const placed: Placed[] = [];
  let bytes = 0;
  for (const life of [...lifetimes].sort((a, b) => b.bytes - a.bytes)) {
    const offset = lowestFit(life, placed, gap);
    placed.push({ ...life, offset });
    placed.sort((a, b) => a.offset - b.offset);
    for (const slot of life.slots) offsets.set(slot, offset);
    bytes = Math.max(bytes, offset + life.bytes + gap);
  }
  const scratch = Math.max(0, ...[...program.prologue, ...program.calls].map((call) => call.scratch ?? 0));
  return { offsets, bytes: aligned(bytes), scratch: aligned(scratch), lowerBound: lowerBound(lifetimes) };
}

/** Bytes of memory that a program needs, with so many threads. */
export const layoutBytes = ({ bytes, scratch }: Layout, threads: number): number => bytes + threads * scratch;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function lowestFit(life: Lifetime, placed: readonly Placed[], gap: number): number {
  let offset = gap;
  for (const other of placed) {
    if (other.last < life.first || other.first > life.last) continue;
    if (offset + life.bytes + gap <= other.offset) break;
    offset = Math.max(offset, aligned(other.offset + other.bytes + gap));
  }
  return offset;
}

function measure(program: Program, forever: boolean): Lifetime[] {
  const lives = new Map<Slot, Lifetime>();
  const see = (slot: Slot, stage: number): void => {
    const root = slot.root;
    if (!program.slots.has(root)) return; // lasting memory, placed by its owner
    const life = lives.get(root) ?? { slots: [root], bytes: storage(root.bytes), first: stage, last: stage };
    life.first = Math.min(life.first, stage);
    life.last = Math.max(life.last, stage);
    lives.set(root, life);
  };
  for (const call of [...program.prologue, ...program.calls]) for (const slot of slotsOf(call)) see(slot, call.stage);
  const end = (program.calls.at(-1)?.stage ?? 0) + 1;
  for (const slot of program.slots) {
    if (forever || program.filled.has(slot)) see(slot, -1);
    if (forever || program.results.has(slot)) see(slot, end);
  }
  return [...lives.values()];
}

/**
 * Lets an output take the place of an input that its call is the last to need, where the call allows it. Inputs that
 * the host fills keep their place, and so does what the call names twice, for it may read it otherwise, or other calls of
 * the stage name, which may run at the same time.
 */
function shareInPlace({ calls, filled }: Program, lifetimes: readonly Lifetime[]): Lifetime[] {
  const lives = new Map<Slot, Lifetime>();
  for (const life of lifetimes) for (const slot of life.slots) lives.set(slot, life);
  const users = usersByStage(calls);
  for (const call of calls) {
    const [output, ...inputs] = call.inPlace ?? [];
    const into = output && lives.get(output);
    if (!into || into.first !== call.stage) continue;
    const alone = (slot: Slot): boolean => users.get(call.stage)?.get(slot) === 1;
    const from = inputs
      .filter((input) => !filled.has(input) && alone(input) && alone(output))
      .map((input) => lives.get(input))
      .find((life) => life && life !== into && life.last === call.stage && life.bytes === into.bytes);
    if (!from) continue;
    from.slots.push(...into.slots);
    from.last = into.last;
    for (const slot of into.slots) lives.set(slot, from);
  }
  return [...new Set(lives.values())];
}

/** For each stage, how often its calls name a slot or a part of it. */
function usersByStage(calls: readonly Call[]): Map<number, Map<Slot, number>> {
  const stages = new Map<number, Map<Slot, number>>();
  for (const call of calls) {
    const users = stages.get(call.stage) ?? new Map<Slot, number>();
    stages.set(call.stage, users);
    for (const { root } of slotsOf(call)) users.set(root, (users.get(root) ?? 0) + 1);
  }
  return stages;
}

function lowerBound(lifetimes: readonly Lifetime[]): number {
  const change = new Map<number, number>();
  for (const { first, last, bytes } of lifetimes) {
    change.set(first, (change.get(first) ?? 0) + bytes);
    change.set(last + 1, (change.get(last + 1) ?? 0) - bytes);
  }
  let alive = 0;
  let most = 0;
  for (const stage of [...change.keys()].sort((a, b) => a - b)) {
    alive += change.get(stage) as number;
    most = Math.max(most, alive);
  }
  return most;
}
