// Runs one kernel of assembly/augment on buffers with sentinels around them, in both builds and by any cut into items.
import { expect } from "vitest";
import type { Kernel, Slot } from "../../bindings/slot.ts";
import { Program } from "../../src/plan/program.ts";
import { sharedEngine } from "../harness/engines.ts";
import { runGuarded } from "../harness/guarded.ts";

export interface KernelCall<Args> {
  kernel: Kernel<Args>;
  /** Numbers in the result. */
  count: number;
  /** Arrays that the kernel reads, by argument; "result" takes the place of `y` when it is worked on in place. */
  reads: Record<string, Float32Array>;
  /** The argument that is written. Default "y". */
  writes?: string;
  /** The argument whose memory the result takes. */
  inPlace?: string;
  numbers: Record<string, number | null>;
  items: number;
}

/** What the kernel leaves in its result, the same by one thread and by three. */
export async function runKernel<Args extends object>(call: KernelCall<Args>, fast = false): Promise<Float32Array> {
  const [alone, shared] = [await run(call, 1, fast), await run(call, 3, fast)];
  expect(new Int32Array(shared.buffer), "three threads").toEqual(new Int32Array(alone.buffer));
  return alone;
}

async function run<Args extends object>(call: KernelCall<Args>, threads: number, fast: boolean): Promise<Float32Array> {
  const program = new Program();
  const { kernel, count, reads, writes = "y", inPlace, numbers, items } = call;
  const result = program.result(writes, count * 4);
  const slots = new Map<string, Slot>([[writes, result]]);
  for (const [name, values] of Object.entries(reads))
    slots.set(name, name === inPlace ? result : program.result(name, values.length * 4));
  const args = { ...Object.fromEntries(slots), ...numbers } as unknown as Args;
  program.emit(kernel, args, { items, grain: 1 });
  return runGuarded(
    await sharedEngine({ threads, fast }),
    { program },
    (tape) => {
      for (const [name, values] of Object.entries(reads)) tape.floats(slots.get(name) as Slot).set(values);
    },
    (tape) => tape.floats(result).slice(),
  );
}
