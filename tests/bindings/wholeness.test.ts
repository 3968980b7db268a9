// Where a step is awaited, other code of the page runs in the middle of it: what it reads then must not be half of a step.
import { afterEach, expect, test, vi } from "vitest";
import { engine, FoveaError, model, sgd, softmaxCrossEntropy } from "../../src/index.ts";
import { lenet5 } from "../../src/models/lenet5.ts";
import { pretend } from "./modes.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test.each(["page", "turns"] as const)("in mode %s parameters are read between steps or not at all", async (mode) => {
  pretend(mode);
  using core = await engine({ threads: 2 });
  using net = await model(lenet5(), { engine: core });
  const samples = { x: Uint8Array.from({ length: 784 * 256 }, (_, i) => i * 37), y: new Uint8Array(256).fill(3) };
  const whole = new Set([net.parametersHash()]);
  const seen: string[] = [];
  let refused = 0;
  let done = false;
  const reader = (async () => {
    while (!done) {
      try {
        seen.push(net.parametersHash());
      } catch (error) {
        expect(error).toBeInstanceOf(FoveaError);
        expect((error as Error).message).toMatch(
          /^parameters: got a training step that is under way, .*inside the loop/,
        );
        refused++;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const options = { epochs: 4, batchSize: 128, optimizer: sgd({ learningRate: 0.1 }), loss: softmaxCrossEntropy() };
  for await (const event of net.fit(samples, options)) if (event.kind === "step") whole.add(net.parametersHash());
  done = true;
  await reader;
  expect(refused).toBeGreaterThan(0);
  expect(whole.size).toBe(9);
  for (const hash of seen) expect(whole).toContain(hash);
});
