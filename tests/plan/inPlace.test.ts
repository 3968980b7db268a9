import { describe, expect, test } from "vitest";
import type { Kernel, Slot } from "../../bindings/slot.ts";
import { layOut } from "../../src/plan/layout.ts";
import { Program } from "../../src/plan/program.ts";

const kernel: Kernel<object> = { name: "any", fields: "y" };
const work = { items: 1, grain: 1 };
const BYTES = 256;

/** Emits y = f(x), which may take x's place. */
function step(program: Program, x: Slot, make: (bytes: number) => Slot = (bytes) => program.slot("y", bytes)): Slot {
  const y = make(BYTES);
  program.emit(kernel, { y, x }, work, { inPlace: [y, x] });
  return y;
}

/** A program whose first slot is written by a call. */
function begun(): { program: Program; x: Slot } {
  const program = new Program();
  const x = program.slot("x", BYTES);
  program.emit(kernel, { y: x }, work);
  return { program, x };
}

const sharePlace = (program: Program, a: Slot, b: Slot): boolean => {
  const { offsets } = layOut(program);
  return offsets.get(a) === offsets.get(b);
};

test("a chain of steps needs the memory of one slot", () => {
  const { program, x } = begun();
  let y = x;
  for (let i = 0; i < 5; i++) y = step(program, y);
  program.results.add(y);
  const layout = layOut(program);
  expect(new Set(layout.offsets.values())).toEqual(new Set([0]));
  expect(layout.offsets.size).toBe(6);
  expect([layout.bytes, layout.lowerBound]).toEqual([BYTES, BYTES]);
});

test("with a gap every slot has a place of its own", () => {
  const { program, x } = begun();
  step(program, step(program, x));
  expect(new Set(layOut(program, 192).offsets.values()).size).toBe(3);
});

describe("the output keeps a place of its own", () => {
  test("when the input is read later", () => {
    const { program, x } = begun();
    const y = step(program, x);
    program.emit(kernel, { x }, work);
    expect(sharePlace(program, x, y)).toBe(false);
  });

  test("when a part of the input is read later", () => {
    const { program, x } = begun();
    const y = step(program, x);
    program.emit(kernel, { y: y, x: x.at(64, 64) }, work);
    expect(sharePlace(program, x, y)).toBe(false);
  });

  test("when what already took the input's place is read later", () => {
    const { program, x } = begun();
    const y = step(program, x);
    const z = step(program, y);
    program.emit(kernel, { y, z }, work);
    expect(sharePlace(program, x, y)).toBe(true);
    expect(sharePlace(program, y, z)).toBe(false);
  });

  test("when the host fills the input, or reads it at the end", () => {
    const program = new Program();
    const [filled, read] = [program.input("filled", BYTES), program.result("read", BYTES)];
    program.emit(kernel, { y: read }, work);
    expect(sharePlace(program, filled, step(program, filled))).toBe(false);
    expect(sharePlace(program, read, step(program, read))).toBe(false);
  });

  test("when another call of the stage, which may run at the same time, names the input or the output", () => {
    const { program, x } = begun();
    let y = x;
    program.together(() => {
      y = step(program, x);
      program.emit(kernel, { x }, work);
    });
    expect(sharePlace(program, x, y)).toBe(false);
  });

  test("when its own call names the input twice: it may read it in another order as well", () => {
    const { program, x } = begun();
    const y = program.slot("y", BYTES);
    program.emit(kernel, { y, x, residual: x }, work, { inPlace: [y, x] });
    expect(sharePlace(program, x, y)).toBe(false);
  });

  test("when it was written before", () => {
    const { program, x } = begun();
    const y = program.slot("y", BYTES);
    program.emit(kernel, { y }, work);
    program.emit(kernel, { y, x }, work, { inPlace: [y, x] });
    expect(sharePlace(program, x, y)).toBe(false);
  });

  test("when sizes differ", () => {
    const { program, x } = begun();
    const y = program.slot("y", BYTES / 2);
    program.emit(kernel, { y, x }, work, { inPlace: [y, x] });
    expect(layOut(program).bytes).toBeGreaterThanOrEqual(BYTES + BYTES / 2);
  });
});

test("of several inputs the first that nothing needs any more gives its place", () => {
  const { program, x: a } = begun();
  const b = program.slot("b", BYTES);
  const y = program.slot("y", BYTES);
  program.emit(kernel, { y: b }, work);
  program.emit(kernel, { y, a, b }, work, { inPlace: [y, a, b] });
  program.emit(kernel, { y, a }, work);
  expect(sharePlace(program, b, y)).toBe(true);
  expect(sharePlace(program, a, y)).toBe(false);
});

test("memory that the program does not plan is left alone", () => {
  const { program } = begun();
  const parameter = new Program().slot("parameter", BYTES);
  const y = step(program, parameter);
  expect(layOut(program).offsets.has(parameter)).toBe(false);
  expect(layOut(program).offsets.has(y)).toBe(true);
});
