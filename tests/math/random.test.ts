// The core's random numbers against src/random.ts, its twin: a parameter's first values are those of a stream.
import { expect, test } from "vitest";
import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import { flatWork, Program } from "../../src/plan/program.ts";
import { purpose, randomStream, seedKey } from "../../src/random.ts";
import { sharedEngine } from "../harness/engines.ts";
import { runGuarded } from "../harness/guarded.ts";
import { largestDifference } from "../harness/values.ts";

const COUNT = 40_003;
const seed = 2 ** 40 + 12_345;
const options = { seed, purpose: purpose.dropout, index: 7, step: 9 };
const [seedLow, seedHigh] = seedKey(seed);
const place = { seedLow, seedHigh, stream: options.index, step: options.step, purpose: options.purpose };

async function draw(threads: number, emit: (program: Program, y: Slot) => void): Promise<Float32Array> {
  const program = new Program();
  const y = program.result("y", COUNT * 4);
  emit(program, y);
  return runGuarded(
    await sharedEngine({ threads }),
    { program },
    () => {},
    (tape) => tape.floats(y).slice(),
  );
}

const uniform = (program: Program, y: Slot): void =>
  program.emit(kernels.randomUniform, { y, count: COUNT, low: 0, high: 1, ...place }, flatWork(COUNT, 16));

const normal = (program: Program, y: Slot): void =>
  program.emit(kernels.randomNormal, { y, count: COUNT, mean: 2, deviation: 0.5, ...place }, flatWork(COUNT, 32));

test("uniform numbers are those of the stream, bit for bit", async () => {
  const stream = randomStream(options);
  expect(await draw(1, uniform)).toEqual(Float32Array.from({ length: COUNT }, () => stream.uniform()));
});

test("normal numbers are the stream's pairs under Box and Muller's transform", async () => {
  const stream = randomStream(options);
  const expected = new Float64Array(COUNT + 1);
  for (let i = 0; i < COUNT; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform()));
    const angle = 2 * Math.PI * stream.uniform();
    expected[i] = 2 + 0.5 * radius * Math.cos(angle);
    expected[i + 1] = 2 + 0.5 * radius * Math.sin(angle);
  }
  expect(largestDifference(await draw(1, normal), expected.subarray(0, COUNT))).toBeLessThanOrEqual(3e-7);
});

test("3 threads draw the same bits", async () => {
  for (const emit of [uniform, normal]) expect(await draw(3, emit)).toEqual(await draw(1, emit));
});
