// Events as charts: what is drawn, and how long runs are thinned.
import { expect, test } from "vitest";
import { chartsOf } from "../../src/node/report/curves.ts";
import type { RunEvent } from "../../src/node/report/events.ts";

test("fit's events become loss and accuracy of training and validation", async () => {
  const events: RunEvent[] = [
    { kind: "step", epoch: 1, step: 1, steps: 4, loss: 2, accuracy: 0.25 },
    { kind: "step", epoch: 1, step: 2, steps: 4, loss: 1, accuracy: 0.5 },
    { kind: "epoch", epoch: 1, step: 2, loss: 1.5, seconds: 4 },
    { kind: "validation", epoch: 1, step: 2, loss: 1.25, accuracy: 0.75, metrics: { "top 5": 0.9, confusion: [[1]] } },
    { kind: "done" },
  ];
  const { charts, stepsPerEpoch } = await chartsOf(events);
  expect(stepsPerEpoch).toBe(2);
  expect(charts).toEqual([
    {
      title: "loss",
      unit: "number",
      log: false,
      curves: [
        { label: "training", x: [1, 2], y: [2, 1] },
        { label: "validation", x: [2], y: [1.25] },
      ],
    },
    {
      title: "accuracy",
      unit: "percent",
      log: false,
      curves: [
        { label: "training", x: [1, 2], y: [0.25, 0.5] },
        { label: "validation", x: [2], y: [0.75] },
      ],
    },
    { title: "top 5", unit: "number", log: false, curves: [{ label: "validation", x: [2], y: [0.9] }] },
  ]);
});

test("learning rate, throughput and waiting where events tell them", async () => {
  const { charts } = await chartsOf([
    { kind: "step", step: 1, learningRate: 0.1 },
    { kind: "epoch", epoch: 1, step: 1, seconds: 10, waiting: 2.5, imagesPerSecond: 300 },
  ]);
  expect(charts.map(({ title, unit, curves }) => [title, unit, curves[0].y])).toEqual([
    ["learning rate", "number", [0.1]],
    ["images per second", "number", [300]],
    ["waiting for data", "percent", [0.25]],
  ]);
});

test("no events, and numbers that are none: no charts", async () => {
  expect((await chartsOf([])).charts).toEqual([]);
  expect((await chartsOf([{ kind: "step", step: 1, loss: Number.NaN }])).charts).toEqual([]);
});

test("a hundred thousand steps: few points, their mean, and what they range over", async () => {
  const count = 100_000;
  async function* events(): AsyncGenerator<RunEvent> {
    for (let step = 1; step <= count; step++) yield { kind: "step", step, loss: step % 2 ? 1 : 3 };
  }
  const { charts } = await chartsOf(events());
  const [{ x, y, low, high }] = charts[0].curves;
  expect(x.length).toBeGreaterThan(300);
  expect(x.length).toBeLessThan(1000);
  for (const values of [y, low, high]) expect(values).toHaveLength(x.length);
  expect(x).toEqual(x.toSorted((a, b) => a - b));
  expect(new Set(low)).toEqual(new Set([1]));
  expect(new Set(high)).toEqual(new Set([3]));
  for (const value of y) expect(value).toBeCloseTo(2, 1);
});

test("a loss that falls far has a logarithmic axis on offer, one below zero has not", async () => {
  const log = async (...losses: number[]): Promise<boolean> =>
    (await chartsOf(losses.map((loss, i) => ({ kind: "step", step: i + 1, loss })))).charts[0].log;
  expect(await log(2, 0.001)).toBe(true);
  expect(await log(2, 1)).toBe(false);
  expect(await log(2, -1)).toBe(false);
});
