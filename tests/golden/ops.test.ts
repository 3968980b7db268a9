// Every layer that PyTorch has too, forward and all gradients, against PyTorch: tests/golden/ops/*.py wrote the files.
import { describe, expect, test } from "vitest";
import { accuracyPage, type Compared } from "../harness/accuracyPage.ts";
import { type Differences, type GoldenCase, goldenCases, goldenName, runGolden } from "../harness/goldenCase.ts";

const families = goldenCases();
const found = new Map<GoldenCase, Promise<Differences>>();

/** The differences of a case, which is run once. */
function differences(each: GoldenCase): Promise<Differences> {
  if (!found.has(each)) found.set(each, runGolden(each));
  return found.get(each) as Promise<Differences>;
}

describe.each(families)("%s", (_, cases) => {
  test.each(cases.map((each) => [goldenName(each), each] as const))("%s", async (_, each) => {
    for (const [result, difference] of Object.entries(await differences(each)))
      expect(difference, result).toBeLessThanOrEqual(each.tolerance);
  });
});

test("docs/accuracy.md is what these cases show; `npm run docs` writes it", async () => {
  const all: Compared[] = [];
  for (const each of families.flatMap(([, cases]) => cases)) all.push([each, await differences(each)]);
  await expect(accuracyPage(all)).toMatchFileSnapshot("../../docs/accuracy.md");
});

describe("a case that is wrong", () => {
  const each = families.flatMap(([, cases]) => cases).find(({ layer }) => layer === "dense") as GoldenCase;
  const zeros = (numbers: number): string => Buffer.from(new Uint8Array(numbers * 4)).toString("base64");
  const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

  test("in its output or a gradient is a difference", async () => {
    const sizes = { y: count(each.shape), dx: count(each.inputs[0]), kernel: count(each.parameters!.kernel) };
    expect((await runGolden({ ...each, y: zeros(sizes.y) })).y).toBeGreaterThan(0.01);
    expect((await runGolden({ ...each, dx: [zeros(sizes.dx)] })).dx0).toBeGreaterThan(0.01);
    const dp = { ...each.dp, kernel: zeros(sizes.kernel) };
    expect((await runGolden({ ...each, dp })).dkernel).toBeGreaterThan(0.01);
  });

  test("in its shape, its parameters or their order is an error", async () => {
    await expect(runGolden({ ...each, shape: [...each.shape, 1] })).rejects.toThrow("shape of the output");
    const { kernel, bias } = each.parameters!;
    await expect(runGolden({ ...each, parameters: { kernel } })).rejects.toThrow();
    await expect(runGolden({ ...each, parameters: { bias, kernel } })).rejects.toThrow("in the layer's order");
    await expect(runGolden({ ...each, dp: {} })).rejects.toThrow("parameters with a gradient");
    await expect(runGolden({ ...each, layer: "densest" })).rejects.toThrow("exports no layer densest");
  });
});
