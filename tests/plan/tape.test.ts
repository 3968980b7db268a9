import { afterEach, describe, expect, test, vi } from "vitest";
import * as kernels from "../../bindings/kernels.ts";
import type { Engine } from "../../src/engine.ts";
import { layOut } from "../../src/plan/layout.ts";
import { flatWork, Program } from "../../src/plan/program.ts";
import { Tape, tapeBytes } from "../../src/plan/tape.ts";
import { sharedEngine } from "../harness/engines.ts";

const COUNT = 1500;

/** Fills a and b in one stage, then c = a, then c = b + c; d is packed in the prologue. */
function example() {
  const program = new Program();
  const [a, b] = [program.slot("a", COUNT * 4), program.slot("b", COUNT * 4)];
  const [c, d] = [program.result("c", COUNT * 4), program.prepared("d", 16)];
  program.prepare(kernels.fill, { y: d, count: 4, value: 7 }, flatWork(4));
  program.together(() => {
    program.emit(kernels.fill, { y: a, count: COUNT, value: 1.5 }, flatWork(COUNT));
    program.emit(kernels.fill, { y: b, count: COUNT, value: 2 }, flatWork(COUNT));
  });
  program.emit(kernels.copy, { y: c, x: a, count: COUNT }, flatWork(COUNT));
  program.emit(kernels.add, { y: c, a: b, b: c, count: COUNT }, flatWork(COUNT));
  return { program, a, b, c, d };
}

/** Runs `check` with a tape in scratch memory of its own. */
async function withTape(
  threads: number,
  check: (made: ReturnType<typeof example> & { tape: Tape; engine: Engine; address: number }) => unknown,
): Promise<void> {
  const engine = await sharedEngine({ threads });
  const made = example();
  const layout = layOut(made.program);
  const allocate = vi.spyOn(engine.core, "allocate");
  const tape = new Tape(engine.core, made.program, layout);
  const address = allocate.mock.results[0].value as number;
  const base = engine.core.allocate(tape.bytes);
  try {
    tape.place(base);
    await check({ ...made, tape, engine, address });
  } finally {
    tape.dispose();
    engine.core.free(base);
  }
}

afterEach(() => {
  vi.restoreAllMocks();
});

test("an entry is kernel, arguments, items, grain and whether a barrier follows", () =>
  withTape(1, ({ program, a, b, c, d, engine, address }) => {
    const { data } = engine.core;
    const calls = [...program.prologue, ...program.calls];
    let args = address + calls.length * 20;
    const entries = calls.map((call, i) => {
      const words = Array.from({ length: 5 }, (_, w) => data.getInt32(address + 20 * i + 4 * w, true));
      const slots = call.kernel === (kernels.fill as unknown) ? [0] : [0, 1];
      const struct = slots.map((w) => data.getInt32(args + 4 * w, true));
      const expectedArgs = args;
      args += call.kernel.fields.split(" ").length * 4;
      return { words, struct, expectedArgs };
    });
    const [fill, copy, add] = [kernels.fill, kernels.copy, kernels.add].map((each) => engine.core.placeOf(each));
    expect(entries.map(({ words }) => words[0])).toEqual([fill, fill, fill, copy, add]);
    for (const { words, expectedArgs } of entries) expect(words[1]).toBe(expectedArgs);
    expect(entries.map(({ words }) => words[2])).toEqual([1, 2, 2, 2, 2]);
    expect(entries.map(({ words }) => words[3])).toEqual([1, 2, 2, 2, 2]);
    expect(entries.map(({ words }) => words[4])).toEqual([1, 0, 1, 1, 1]);
    expect(entries.map(({ struct }) => struct)).toEqual([
      [d.address],
      [a.address],
      [b.address],
      [c.address, a.address],
      [c.address, b.address],
    ]);
    expect(args - address).toBe(tapeBytes(program));
  }));

describe.each([1, 2])("with %i threads", (threads) => {
  test("runs all calls, or some of them", () =>
    withTape(threads, async ({ tape, c, d, engine }) => {
      tape.floats(d).fill(0);
      await tape.run();
      expect([...tape.floats(c)]).toEqual(Array(COUNT).fill(3.5));
      expect([...tape.floats(d)], "the prologue did not run").toEqual([0, 0, 0, 0]);
      await tape.runWithPrologue(3); // up to the copy
      expect([...tape.floats(c)]).toEqual(Array(COUNT).fill(1.5));
      expect([...tape.floats(d)]).toEqual([7, 7, 7, 7]);
      await tape.run(3, 4);
      expect([...tape.floats(c)]).toEqual(Array(COUNT).fill(3.5));
      await tape.run(4, 4);
      await tape.runWithPrologue(0);
      expect(engine.core.halted).toBe(false);
    }));

  test("moves when its scratch memory moves", () =>
    withTape(threads, async ({ tape, program, c, engine }) => {
      const { bytes } = layOut(program);
      const other = engine.core.allocate(bytes);
      tape.place(other);
      await tape.run();
      expect(c.address).toBeGreaterThanOrEqual(other);
      expect([...tape.floats(c)]).toEqual(Array(COUNT).fill(3.5));
      engine.core.free(other);
    }));
});
