import { describe, expect, test, vi } from "vitest";
import {
  batchNorm,
  dense,
  engine,
  FoveaError,
  graph,
  input,
  type Model,
  model,
  sgd,
  softmaxCrossEntropy,
} from "../../src/index.ts";
import { lenet5 } from "../../src/models/lenet5.ts";

const loss = softmaxCrossEntropy();
const MIB = 2 ** 20;

async function errorOf(attempt: Promise<unknown>): Promise<FoveaError> {
  const error = await attempt.then(
    () => expect.unreachable("nothing was thrown"),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(FoveaError);
  return error as FoveaError;
}

const digits = (size: number) => ({ x: new Uint8Array(size * 784), y: new Uint8Array(size) });

async function train(net: Model, size: number, batchSize = size): Promise<number> {
  let steps = 0;
  for await (const event of net.fit(digits(size), { batchSize, loss, optimizer: sgd() }))
    if (event.kind === "step") steps = event.step;
  return steps;
}

/** What each purpose does with a batch. */
const uses: [string, string, (net: Model, batch: number) => Promise<unknown>][] = [
  ["fit", "training plan", (net, batch) => train(net, batch)],
  ["predict", "inference plan", (net, batch) => net.predict(digits(batch).x, { batchSize: batch })],
  ["evaluate", "inference plan", (net, batch) => net.evaluate(digits(batch), { batchSize: batch, loss })],
  ["gradients", "training plan", (net, batch) => net.gradients(digits(batch), { loss })],
];

describe.each(uses)("%s with too large a batch", (_, plan, use) => {
  test("is an error before anything is allocated, and the batch that it names fits, no larger one", async () => {
    using core = await engine({ threads: 1, memoryLimit: 8 * MIB });
    using net = await model(lenet5(), { engine: core });
    const before = { top: core.core.heap.top, bytes: core.core.bytes.length };
    const allocate = vi.spyOn(core.core, "allocate");

    const error = await errorOf(use(net, 3000));
    expect(error.code).toBe("memory");
    expect(error.message).toMatch(
      new RegExp(
        `^${plan}: got [\\d.]+ MiB of activations and workspace for a batch of 3000, expected what fits under the limit of 8.0 MiB, `,
      ),
    );
    if (plan === "inference plan") expect(allocate).not.toHaveBeenCalled();
    expect(core.core.bytes.length).toBe(before.bytes);

    const fits = Number(/Hint: a batch of (\d+) would fit\.$/.exec(error.message)?.[1]);
    expect(fits).toBeGreaterThan(10);
    const larger = await errorOf(use(net, fits + 1));
    expect(larger.message).toContain(`Hint: a batch of ${fits} would fit`);
    await use(net, fits);
    expect(core.core.bytes.length).toBeLessThanOrEqual(8 * MIB);
    expect(core.core.heap.top).toBeGreaterThan(before.top);
  });
});

// The last batch needs a tape of its own: near the limit two plans may be too many, which must show before the first step.
test.each([0, 1, 2, 3, 4, 5, 6, 7])(
  "the largest batch with a smaller last one trains to the end or not at all (%#)",
  async (pages) => {
    using core = await engine({ threads: 1, memoryLimit: 3 * MIB + 2048 * pages });
    using net = await model(lenet5(), { engine: core });
    const hint = (await errorOf(train(net, 3000))).message;
    const fits = Number(/a batch of (\d+) would fit/.exec(hint)?.[1]);
    const attempt = train(net, 2 * fits + 3, fits);
    const steps = await attempt.catch((error: FoveaError) => error.code);
    if (steps === "memory") expect(net.position).toBe(null);
    else expect(steps).toBe(3);
  },
);

test("not even one sample fits", async () => {
  using core = await engine({ threads: 1, memoryLimit: 2 * MIB });
  const x = input([1000, 1000]);
  using net = await model(graph(x, dense({ units: 1 })(x)), { engine: core });
  const error = await errorOf(net.predict(new Float32Array(1e6)));
  expect(error.message).toMatch(
    /^inference plan: got 3\.9 MiB .* for a batch of 1, .*Hint: not even a batch of 1 would fit\.$/,
  );
});

test("parameters that do not fit are an error of the model", async () => {
  using core = await engine({ threads: 1, memoryLimit: 2 * MIB });
  const { top } = core.core.heap;
  const x = input([1000]);
  const error = await errorOf(model(graph(x, dense({ units: 1000 })(x)), { engine: core }));
  expect(error.code).toBe("memory");
  expect(error.message).toMatch(
    /^parameters: got 40\d{5} bytes, expected what fits under the limit of 2097152 bytes, \d+ in use\.$/,
  );
  expect(core.core.heap.top).toBe(top);
});

test("memory that the runtime refuses to give, although the limit allows it, is the same kind of error", async () => {
  using core = await engine({ threads: 1 });
  using net = await model(lenet5(), { engine: core });
  const grow = vi.spyOn(WebAssembly.Memory.prototype, "grow").mockImplementation(() => {
    throw new RangeError("out of memory");
  });
  const error = await errorOf(net.predict(digits(2000).x, { batchSize: 2000 }));
  expect(error.code).toBe("memory");
  expect(error.message).toMatch(/^engine: this runtime gives no more than \d+ bytes of memory\.$/);
  grow.mockRestore();
  expect(await net.predict(digits(2000).x, { batchSize: 2000 })).toHaveLength(20_000);
});

test("a layer that cannot train on one sample does not hide that memory is what lacks", async () => {
  using core = await engine({ threads: 1, memoryLimit: 3 * MIB });
  const x = input([40_000], { name: "x" });
  using net = await model(graph(x, dense({ units: 2 })(batchNorm({ scale: false })(x))), { engine: core });
  const gradients = net.gradients({ x: new Uint8Array(160_000), y: new Uint8Array(4) }, { loss });
  expect((await errorOf(gradients)).message).toMatch(/^training plan: .* Hint: not even a batch of 1 would fit\.$/);
});
