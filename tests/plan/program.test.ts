import { describe, expect, test } from "vitest";
import * as kernels from "../../bindings/kernels.ts";
import { type Kernel, Slot } from "../../bindings/slot.ts";
import { flatWork, Program, work } from "../../src/plan/program.ts";

const kernel: Kernel<object> = { name: "any", fields: "a" };
const one = { items: 1, grain: 1 };

describe("stages", () => {
  test("hold one call each, but calls made together share one", () => {
    const program = new Program();
    program.emit(kernel, {}, one);
    program.together(() => {
      program.emit(kernel, {}, one);
      program.together(() => program.emit(kernel, {}, one));
      program.emit(kernel, {}, one);
    });
    program.emit(kernel, {}, one);
    program.prepare(kernel, {}, one);
    expect(program.calls.map(({ stage }) => stage)).toEqual([0, 1, 1, 1, 2]);
    expect(program.prologue.map(({ stage }) => stage < 0)).toEqual([true]);
  });
});

test("labels name calls and slots, and end with their scope, also by an error", () => {
  const program = new Program();
  program.labelled("outer", () => {
    expect(program.slot("y", 4).label).toBe("outer/y");
    expect(() =>
      program.labelled("inner", () => {
        program.emit(kernel, {}, one);
        throw new Error("stop");
      }),
    ).toThrow("stop");
    program.emit(kernel, {}, one);
  });
  expect(program.slot("y", 4).label).toBe("y");
  expect(program.calls.map(({ label }) => label)).toEqual(["inner", "outer"]);
});

test("once makes a thing once for each key", () => {
  const program = new Program();
  let made = 0;
  const make = (): number => ++made;
  expect([program.once("a", make), program.once("a", make), program.once("b", make)]).toEqual([1, 1, 2]);
});

describe("grain", () => {
  test.each([
    // items, cost of one, grain: chunks of about 2^16 multiply-adds, at least one item, at most all
    [1000, 65536, 1],
    [1000, 1_000_000, 1],
    [1000, 1024, 64],
    [10, 1024, 10],
    [1000, 0, 1000],
    [0, 10, 1],
  ])("of %i items of %i multiply-adds is %i", (items, cost, grain) => {
    expect(work(items, cost)).toEqual({ items, grain, cost: items * cost });
  });

  test("of flat kernels counts blocks of 1024", () => {
    expect(flatWork(1)).toMatchObject({ items: 1, grain: 1 });
    expect(flatWork(1024).items).toBe(1);
    expect(flatWork(1025).items).toBe(2);
    expect(flatWork(1024 * 100, 4)).toMatchObject({ items: 100, grain: 16 });
  });
});

test("calls of the prologue that need each other's results stand in stages one behind the other", () => {
  const program = new Program();
  const [a, b, c] = ["a", "b", "c"].map((label) => program.prepared(label, 16));
  const parameter = new Slot("parameter", 16);
  const prepare = (y: Slot, x: Slot): void => program.prepare(kernels.copy, { y, x, count: 4 }, flatWork(4));
  prepare(a, parameter);
  prepare(c, a);
  prepare(b, parameter);
  prepare(c, b);
  const order = program.prologue.map(({ args }) => args as { y: Slot; x: Slot });
  expect(order.map(({ y, x }) => `${y.label} of ${x.label}`)).toEqual([
    "a of parameter",
    "b of parameter",
    "c of a",
    "c of b",
  ]);
  const [first, second, third, fourth] = program.prologue.map(({ stage }) => stage);
  expect(second).toBe(first);
  expect(third).toBe(first + 1);
  expect(fourth).toBe(first + 2);
  expect(fourth).toBeLessThan(0);
});
