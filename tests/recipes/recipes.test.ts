// Every recipe trains for some steps on made-up data; the readers of their data, where the data is.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digits, type Sample, type Samples } from "../../src/data/index.ts";
import { type Engine, engine, load } from "../../src/index.ts";
import type { Model } from "../../src/model.ts";
import { wavFile } from "./wavFile.ts";

/** What recipes return: figures from 0 to 1, and most the model. */
interface Result {
  net?: Model;
  shown?: unknown;
  [figure: string]: unknown;
}

/** The recipe's module; examples are JavaScript, without types. */
const recipe = (name: string) => import(`../../examples/recipes/${name}.mjs`);

let core: Engine;
beforeAll(async () => {
  core = await engine({ threads: 1 });
});
afterAll(() => core.dispose());

async function run(name: string, data: unknown, more: object = {}): Promise<{ result: Result; epochs: number[] }> {
  const epochs: number[] = [];
  const log = (event: { kind: string; loss: number }) => event.kind === "epoch" && epochs.push(event.loss);
  const { train } = await recipe(name);
  return { result: await train({ data, engine: core, seed: 1, log, ...more }), epochs };
}

const drawn = { train: digits({ count: 1024 }), test: digits({ count: 256, start: 1024 }) };

/** `count` pictures of 32x32 in 10 classes, each class a colour with noise over it. */
function colours(count: number): Samples {
  const x = new Uint8Array(count * 3072);
  const y = Uint8Array.from({ length: count }, (_, i) => i % 10);
  for (let i = 0; i < x.length; i++) {
    const label = y[Math.floor(i / 3072)];
    const noise = (Math.imul(i + 1, 0x9e3779b1) >>> 27) - 16;
    x[i] = 128 + 60 * (((label >> (i % 3)) & 1) * 2 - 1) + noise + 6 * (label >> 3);
  }
  return { x, y, size: count };
}

const photos = { train: colours(256), validation: colours(64), test: colours(64) };

/** A tone of another pitch for each digit. */
const tones = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    name: `${i}.wav`,
    bytes: wavFile(8000, 3200, 300 + 250 * (i % 10)),
    label: i % 10,
  }));

/** Pictures of 64x64: light squares, which are what is to be found, on a dark and noisy ground. */
function cells(count: number): Sample[] {
  return Array.from({ length: count }, (_, n) => {
    const [x, y] = [new Uint8Array(64 * 64), new Uint8Array(64 * 64)];
    for (let i = 0; i < x.length; i++) {
      const inside = ((i >> 4) + n) & 1 && ((i >> 10) + n) & 1 ? 1 : 0;
      y[i] = inside;
      x[i] = 60 + 120 * inside + (Math.imul(i + n, 0x9e3779b1) >>> 27);
    }
    const picture = (data: Uint8Array) => ({ width: 64, height: 64, channels: 1, data });
    return { x: picture(x), y: picture(y), name: `${n}.png` };
  });
}

const nouns = ["film", "plot", "cast", "end", "music", "story", "scene", "joke"];
const sentences = (words: string[]) =>
  Array.from(
    { length: 120 },
    (_, i) => `the ${nouns[i % 8]} is ${words[i % words.length]} , says ${nouns[(i * 5) % 8]} .`,
  );

const reviews = {
  negative: sentences(["bad", "dull", "tedious", "weak"]),
  positive: sentences(["good", "great", "moving", "fresh"]),
};

const share = expect.toSatisfy((value: unknown) => typeof value === "number" && value >= 0 && value <= 1);

describe("recipes train", () => {
  test("mnist-lenet5, with distortions and without, the same twice", async () => {
    const { result, epochs } = await run("mnist-lenet5", drawn, { epochs: 3 });
    expect(result).toMatchObject({ error: share });
    expect(epochs.at(-1)).toBeLessThan(1);
    const again = await run("mnist-lenet5", drawn, { epochs: 3 });
    expect(again.result.net?.parametersHash()).toBe(result.net?.parametersHash());
    const plain = await run("mnist-lenet5", drawn, { epochs: 3, plain: true });
    expect(plain.result.error).toBeLessThan(0.3);
    expect(plain.result.net?.parametersHash()).not.toBe(result.net?.parametersHash());
  });

  test("mnist-lenet5 goes on from where it was stopped to the same bits", async () => {
    const { train } = await recipe("mnist-lenet5");
    const settings = { data: drawn, engine: core, seed: 1, epochs: 2 };
    let saved = new Uint8Array();
    const stop = (event: { step: number }, net: Model) => {
      if (event.step !== 11) return;
      saved = net.save({ training: true });
      throw new Error("stopped");
    };
    await expect(train({ ...settings, log: stop })).rejects.toThrow("stopped");
    const resumed = await train({ ...settings, from: await load(saved, { engine: core }) });
    const whole = await train(settings);
    expect(resumed.net.parametersHash()).toBe(whole.net.parametersHash());
  });

  test("mnist-cnn", async () => {
    const { result, epochs } = await run("mnist-cnn", drawn, { epochs: 2, width: 4 });
    expect(result).toMatchObject({ error: share });
    expect(epochs[1]).toBeLessThan(epochs[0]);
  });

  test("mnist-committee, of members that are mnist-cnn's", async () => {
    const { result } = await run("mnist-committee", drawn, { epochs: 1, width: 4, members: 2 });
    const { committeeError } = await recipe("mnist-committee");
    const nets = await Promise.all([1, 2].map((seed) => run("mnist-cnn", drawn, { epochs: 1, width: 4, seed })));
    expect(result.errors).toEqual(nets.map(({ result }) => result.error));
    expect(
      await committeeError(
        nets.map(({ result }) => result.net),
        drawn.test,
      ),
    ).toBe(result.error);
    expect(await committeeError([nets[0].result.net], drawn.test)).toBe(nets[0].result.error);
  });

  test("fashion-mnist", async () => {
    const { result, epochs } = await run("fashion-mnist", drawn, { epochs: 2, width: 4 });
    expect(result).toMatchObject({ accuracy: share, mirrored: share });
    expect(epochs[1]).toBeLessThan(epochs[0]);
  });

  test("cifar10-resnet9", async () => {
    const { result, epochs } = await run("cifar10-resnet9", photos, { epochs: 3, width: 4 });
    expect(result).toMatchObject({ validation: share, test: share });
    expect(epochs[2]).toBeLessThan(epochs[0]);
  });

  test("cifar10-resnet20", async () => {
    const { result, epochs } = await run("cifar10-resnet20", photos, { epochs: 2 });
    expect(result).toMatchObject({ validation: share, test: share });
    expect(epochs[1]).toBeLessThan(epochs[0]);
  });

  test("sentences-kim", async () => {
    const { result, epochs } = await run("sentences-kim", reviews, { epochs: 4, folds: 2 });
    expect(result.accuracies).toHaveLength(2);
    expect(result.accuracy).toBeGreaterThan(0.6); // the average of the weights has hardly left where they began
    expect(epochs[3]).toBeLessThan(epochs[0] / 2);
  });

  test("spoken-digits", async () => {
    const { result, epochs } = await run("spoken-digits", { train: tones(60), test: tones(10) }, { epochs: 4 });
    expect(result).toMatchObject({ accuracy: share });
    expect(epochs.at(-1)).toBeLessThan(epochs[0]);
  });

  test("membrane-unet, on pieces, and on whole pictures of another size", async () => {
    const data = { train: cells(8), validation: cells(2) };
    const { result } = await run("membrane-unet", data, { epochs: 4, pieces: 2, piece: 32 });
    expect(result.accuracy).toBeGreaterThan(0.6);
    expect(result.net?.graph.inputs[0].shape).toEqual([64, 64, 1]);
  });
});

test("mirroredAccuracy counts labels that the logits of a picture and its mirror image are greatest for together", async () => {
  const { mirroredAccuracy } = await recipe("mirrored");
  // Two classes: what is light on the left, and half as much what is light on the right.
  const predict = async (x: Uint8Array) =>
    Float32Array.from({ length: x.length }, (_, i) => (i % 2 ? x[i] : x[i - (i % 2)] / 2));
  const samples = { x: Uint8Array.of(9, 0, 0, 9, 3, 1), y: Uint8Array.of(1, 1, 0), size: 3 };
  expect(await mirroredAccuracy({ predict }, samples, [1, 2, 1])).toBeCloseTo(2 / 3, 6);
});

const root = process.env.FOVEA_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const isHere = existsSync(join(root, "text-mr"));
if (!isHere) console.warn(`SKIPPED: no data for the recipes at ${root}; set FOVEA_DATA to its folder`);

describe.skipIf(!isHere)("readers of the real data", () => {
  test("CIFAR-10", async () => {
    const { readCifar10 } = await recipe("data");
    const { train, validation, test } = await readCifar10(join(root, "cifar10"));
    expect([train.size, validation.size, test.size]).toEqual([10_000, 2000, 1000]);
  });

  test("sentences", async () => {
    const { readSentences } = await recipe("data");
    const { negative, positive } = await readSentences(join(root, "text-mr"));
    expect([negative.length, positive.length]).toEqual([5331, 5331]);
    expect(negative[0]).toBe("simplistic , silly and tedious . ");
  });

  test("spoken digits", async () => {
    const { readSpokenDigits } = await recipe("data");
    const { train, test } = await readSpokenDigits(join(root, "fsdd"));
    expect([train.length, test.length]).toEqual([720, 180]);
  });

  test("membranes", async () => {
    const { readMembranes } = await recipe("data");
    const { train, validation } = await readMembranes(join(root, "unet-membrane"));
    expect([train.length, validation.length]).toEqual([25, 5]);
    expect(validation[0].y.data.every((label: number) => label < 2)).toBe(true);
  });
});
