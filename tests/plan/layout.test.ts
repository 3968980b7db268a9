import { describe, expect, test } from "vitest";
import { type Kernel, Slot, storage } from "../../bindings/slot.ts";
import { count } from "../../src/graph/shape.ts";
import { softmaxCrossEntropy } from "../../src/losses/softmaxCrossEntropy.ts";
import { lenet5 } from "../../src/models/lenet5.ts";
import { compile, type Purpose } from "../../src/plan/compile.ts";
import { type Layout, layOut } from "../../src/plan/layout.ts";
import { Program } from "../../src/plan/program.ts";
import { RandomStream } from "../../src/random.ts";

const kernel: Kernel<object> = { name: "any", fields: "a" };
const work = { items: 1, grain: 1 };

/** A program of random calls: every call names a few old slots and often a new one; some slots are inputs, results, or prepared. */
function randomProgram(seed: number): Program {
  const random = new RandomStream({ seed, purpose: 3 });
  const program = new Program();
  const slots: Slot[] = [];
  const make = [
    (bytes: number) => program.slot("slot", bytes),
    (bytes: number) => program.slot("slot", bytes),
    (bytes: number) => program.input("input", bytes),
    (bytes: number) => program.result("result", bytes),
    (bytes: number) => {
      const slot = program.prepared("prepared", bytes);
      program.prepare(kernel, { a: slot }, work);
      return slot;
    },
  ];
  const emit = (): void => {
    if (random.below(3)) slots.push(make[random.below(make.length)](1 + random.below(1 << random.below(16))));
    const args = slots
      .filter(() => random.below(slots.length) < 2)
      .map((slot) => (random.below(4) ? slot : slot.at(0, 1)));
    program.emit(kernel, { ...args, lasting: new Slot("parameter", 64), none: null, size: 7 }, work);
  };
  for (let calls = 4 + random.below(40); calls > 0; calls--)
    if (random.below(5)) emit();
    else program.together(() => [emit(), emit(), emit()]);
  return program;
}

/** By definition, not cleverly: the stages at which each slot holds something. */
function stagesAlive(program: Program): Map<Slot, [first: number, last: number]> {
  const end = Math.max(0, ...program.calls.map(({ stage }) => stage)) + 1;
  const named = (slot: Slot): number[] =>
    [...program.prologue, ...program.calls]
      .filter(({ args }) => Object.values(args).some((value) => (value as Slot | null)?.root === slot))
      .map(({ stage }) => stage);
  return new Map(
    [...program.slots].flatMap((slot): [Slot, [number, number]][] => {
      const stages = [
        ...named(slot),
        ...(program.filled.has(slot) ? [-1] : []),
        ...(program.results.has(slot) ? [end] : []),
      ];
      return stages.length ? [[slot, [Math.min(...stages), Math.max(...stages)]]] : [];
    }),
  );
}

/** Whether a call allows its output to take the place of what it reads. */
const takesPlace = (program: Program, output: Slot, from: Slot): boolean =>
  program.calls.some(({ inPlace }) => inPlace?.[0] === output && inPlace.includes(from));

function checkLayout(program: Program, layout: Layout, gap = 0): void {
  const alive = stagesAlive(program);
  for (const [slot, [first, last]] of alive) {
    const at = layout.offsets.get(slot) as number;
    expect(at % 64, "on a cache line").toBe(0);
    expect(at).toBeGreaterThanOrEqual(gap);
    expect(at + storage(slot.bytes) + gap, "inside the whole").toBeLessThanOrEqual(layout.bytes);
    for (const [other, [from, to]] of alive) {
      if (other === slot || (!gap && (to < first || from > last))) continue;
      if (!gap && first === to && takesPlace(program, slot, other)) continue;
      if (!gap && from === last && takesPlace(program, other, slot)) continue;
      const place = layout.offsets.get(other) as number;
      const apart = at + storage(slot.bytes) + gap <= place || place + storage(other.bytes) + gap <= at;
      if (!apart) expect.unreachable(`${slot.label} at ${at} overlaps ${other.label} at ${place}, both alive`);
    }
  }
  expect(
    [...layout.offsets.keys()].every((slot) => program.slots.has(slot)),
    "lasting memory is not planned",
  ).toBe(true);
}

const seeds = Array.from({ length: 150 }, (_, seed) => seed);

test("slots alive together never overlap, in random programs", () => {
  for (const seed of seeds) {
    const program = randomProgram(seed);
    checkLayout(program, layOut(program));
  }
});

test("with a gap no slot shares memory, and the gap is kept", () => {
  for (const seed of seeds.slice(0, 40)) {
    const program = randomProgram(seed);
    checkLayout(program, layOut(program, 192), 192);
  }
});

test("the lower bound is the largest sum of sizes alive at one stage", () => {
  for (const seed of seeds) {
    const program = randomProgram(seed);
    const lives = [...stagesAlive(program)];
    const sums = lives.map(([, [stage]]) =>
      lives
        .filter(([, [first, last]]) => first <= stage && stage <= last)
        .reduce((sum, [slot]) => sum + storage(slot.bytes), 0),
    );
    const { bytes, lowerBound } = layOut(program);
    expect(lowerBound).toBe(Math.max(0, ...sums));
    expect(bytes).toBeGreaterThanOrEqual(lowerBound);
  }
});

test("an empty program needs nothing", () => {
  expect(layOut(new Program())).toEqual({ offsets: new Map(), bytes: 0, scratch: 0, lowerBound: 0 });
});

describe("LeNet-5", () => {
  const training: Purpose = { losses: { output: softmaxCrossEntropy() }, gradients: {} };

  function program(batch: number, purpose: Purpose): Program {
    const graph = lenet5();
    const parameters = new Map([...graph.parameters].map(([p, path]) => [p, new Slot(path, count(p.shape) * 4)]));
    return compile(graph, parameters, batch, purpose).program;
  }

  test.each<[string, Purpose]>([
    ["inference", {}],
    ["training", training],
  ])("%s comes within 1.3 times the lower bound", (_, purpose) => {
    for (const batch of [1, 7, 64, 256]) {
      const compiled = program(batch, purpose);
      const layout = layOut(compiled);
      checkLayout(compiled, layout);
      expect(layout.bytes / layout.lowerBound).toBeLessThanOrEqual(1.3);
    }
  });

  test("is planned the same every time", () => {
    const plan = (): [string, number][] =>
      [...layOut(program(64, training)).offsets].map(([{ label }, at]) => [label, at]);
    expect(plan()).toEqual(plan());
    expect(plan().length).toBeGreaterThan(20);
  });
});
