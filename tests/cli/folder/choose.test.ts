// What is chosen for a folder of pictures, by what it holds.
import { describe, expect, test } from "vitest";
import { AUGMENT_NAMES, parseAugment, transforms } from "../../../src/cli/folder/augmentation.ts";
import { type Choice, choose, type Survey } from "../../../src/cli/folder/choose.ts";
import { NETWORK_NAMES, NETWORKS, stagesOf } from "../../../src/cli/folder/networks.ts";

const digits: Survey = { pictures: 1000, classes: 10, width: 28, height: 28, coloured: false };
const photos: Survey = { pictures: 10_000, classes: 10, width: 32, height: 32, coloured: true };

const chosen = (survey: Survey, given: Partial<Choice> = {}): Choice => choose(survey, given).choice;

describe("choose", () => {
  test.each<[string, Survey, Partial<Choice>]>([
    [
      "a thousand grey digits",
      digits,
      {
        model: "small",
        size: { width: 28, height: 28 },
        channels: 1,
        augment: ["affine"],
        batch: 64,
        epochs: 100,
        lr: 0.1,
      },
    ],
    [
      "ten thousand small photographs",
      photos,
      {
        model: "small",
        size: { width: 32, height: 32 },
        channels: 3,
        augment: ["flip", "crop"],
        batch: 64,
        epochs: 30,
      },
    ],
    [
      "forty photographs: small batches, many epochs",
      { pictures: 40, classes: 2, width: 640, height: 480, coloured: true },
      { size: { width: 112, height: 84 }, augment: ["flip", "affine", "colour"], batch: 8, epochs: 200, lr: 0.0125 },
    ],
    ["many pictures: fewer filters, ten epochs", { ...digits, pictures: 60_000 }, { filters: 16, epochs: 10 }],
  ])("%s", (_, survey, expected) => {
    expect(chosen(survey)).toMatchObject(expected);
  });

  test.each([
    [20, 20, 20, 20],
    [8, 8, 16, 16],
    [50, 50, 48, 48],
    [100, 100, 64, 64],
    [3000, 3000, 96, 96],
    [32, 30, 32, 32],
    [300, 100, 168, 56],
    [100, 10_000, 56, 168],
  ])("pictures of %i x %i are seen as %i x %i", (width, height, seenWidth, seenHeight) => {
    expect(chosen({ ...photos, width, height }).size).toEqual({ width: seenWidth, height: seenHeight });
  });

  test("what is given stays, and the rest is chosen to it", () => {
    expect(chosen(photos, { batch: 128 })).toMatchObject({ batch: 128, lr: 0.2 });
    expect(chosen(photos, { augment: [] }).augment).toEqual([]);
    expect(chosen(digits, { model: "resnet20" })).toMatchObject({ model: "resnet20", channels: 3 });
    expect(chosen(photos, { model: "lenet5" })).toMatchObject({ channels: 1, size: { width: 28, height: 28 } });
    expect(chosen(photos, { epochs: 3, lr: 0.5 })).toMatchObject({ epochs: 3, lr: 0.5 });
  });

  test("every choice has a reason", () => {
    const { choice, reasons } = choose(photos);
    expect(Object.keys(reasons).sort()).toEqual(Object.keys(choice).sort());
    for (const reason of Object.values(reasons)) expect(reason).toMatch(/\w{3}/);
  });
});

describe("networks", () => {
  const input = { width: 36, height: 36, mean: [120, 121, 122], std: [60, 61, 62] };

  test.each(NETWORK_NAMES)(
    "%s takes its pictures, with their mean and deviation, and has an output a class",
    (name) => {
      const { channels, size, make } = NETWORKS[name];
      const side = size ?? 36;
      const few = channels[0];
      const given = {
        ...input,
        width: side,
        height: side,
        channels: few,
        mean: input.mean.slice(0, few),
        std: input.std.slice(0, few),
      };
      const { inputs, outputs } = make({ input: given, classes: 7, width: 8 });
      expect(inputs[0].shape).toEqual([side, side, few]);
      expect(inputs[0].preprocessing).toEqual({ mean: given.mean, std: given.std });
      expect(outputs.output.shape).toEqual([7]);
    },
  );

  test.each([
    [16, 2],
    [28, 3],
    [32, 3],
    [48, 4],
    [64, 3],
    [96, 4],
    [224, 5],
  ])("the small network has for %i pixels %i stages", (side, stages) => {
    expect(stagesOf(side)).toBe(stages);
    const { nodes } = NETWORKS.small.make({
      input: { width: side, height: side, channels: 1, mean: [0], std: [1] },
      classes: 2,
      width: 4,
    });
    const last = nodes.filter(({ shape }) => shape.length === 3).at(-1);
    expect(last?.shape[0]).toBeGreaterThanOrEqual(4);
    expect(last?.shape[0]).toBeLessThan(12);
  });
});

describe("augmentation by name", () => {
  test("lists, none, and all names", () => {
    expect(parseAugment("none")).toEqual([]);
    expect(parseAugment("flip, crop")).toEqual(["flip", "crop"]);
    expect(transforms(AUGMENT_NAMES, 32, 24, 3)).toHaveLength(AUGMENT_NAMES.length);
  });

  test.each([
    ["flop", /"flop" is none of flip, crop/],
    ["flip,flip", /flip stands there twice/],
    ["", /"" is none of/],
  ])("%j is refused", (text, says) => {
    expect(() => parseAugment(text)).toThrow(says);
  });
});
