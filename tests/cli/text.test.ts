// What the terminal shows, as text.
import { describe, expect, test } from "vitest";
import { Curve, fitting } from "../../src/cli/live.ts";
import { clock, epochName, sparkline } from "../../src/cli/text.ts";

test("a sparkline goes from the least to the greatest", () => {
  expect(sparkline([0, 7, 3.5])).toBe("▁█▅");
  expect(sparkline([1, 1])).toBe("▁▁");
});

test("epochs are aligned, seconds are read as a clock", () => {
  expect(epochName(3, 120)).toBe("epoch   3/120");
  expect([clock(7), clock(83), clock(3723)]).toEqual(["0:07", "1:23", "1:02:03"]);
});

describe("the live line", () => {
  test("shows as many pieces as there is room for, the first in any case", () => {
    const pieces = ["loss 0.1234", "100 images/s", "", "1:00 left"];
    expect(fitting(pieces, "epoch 1/2", 100)).toBe("loss 0.1234  100 images/s  1:00 left");
    expect(fitting(pieces, "epoch 1/2", 44)).toBe("loss 0.1234  100 images/s");
    expect(fitting(pieces, "epoch 1/2", 10)).toBe("loss 0.1234");
  });

  test("its curve has few columns, however long the training is, and falls with the loss", () => {
    const curve = new Curve();
    expect(curve.text()).toBe("");
    for (let step = 0; step < 10_000; step++) curve.add(1 - step / 10_000);
    expect(curve.text().length).toBeGreaterThanOrEqual(8);
    expect(curve.text().length).toBeLessThanOrEqual(16);
    expect(curve.text()[0]).toBe("█");
    expect(curve.text().at(-1)).toBe("▁");
  });
});
