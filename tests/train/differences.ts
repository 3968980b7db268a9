import { expect } from "vitest";
import type { Samples } from "../../src/data/samples.ts";
import type { Loss } from "../../src/losses/loss.ts";
import type { Model } from "../../src/model.ts";

type Losses = Loss | Record<string, Loss>;

/** Step of the differences: where the truncation that extrapolation leaves and the rounding of f32 losses are alike. */
const STEP = 1 / 32;

/** The derivative at 0 by central differences at two steps, their error of second order taken out (Richardson). */
async function derivative(f: (moved: number) => Promise<number>): Promise<number> {
  const central = async (step: number): Promise<number> => ((await f(step)) - (await f(-step))) / (2 * step);
  return (4 * (await central(STEP / 2)) - (await central(STEP))) / 3;
}

/** Holds every gradient of a small, smooth model to differences of its loss: element by element, parameters and float inputs. */
export async function checkGradients(net: Model, samples: Samples, loss: Losses, tolerance = 2e-5): Promise<void> {
  const lossOf = async (moved: Samples): Promise<number> => (await net.gradients(moved, { loss })).loss;
  const { parameters, inputs } = await net.gradients(samples, { loss });

  for (const { path, data } of net.parameters())
    for (let i = 0; i < data.length; i++) {
      const slope = await derivative(async (by) => {
        net.setParameters({ [path]: data.with(i, data[i] + by) });
        return lossOf(samples);
      });
      net.setParameters({ [path]: data });
      expect(Math.abs(parameters[path][i] - slope), `gradient of ${path}[${i}]`).toBeLessThanOrEqual(tolerance);
    }

  const record = ArrayBuffer.isView(samples.x) ? { [net.graph.inputs[0].path]: samples.x } : samples.x;
  for (const [name, values] of Object.entries(record)) {
    const data = values as Float32Array;
    for (let i = 0; i < data.length; i++) {
      const slope = await derivative((by) =>
        lossOf({ ...samples, x: { ...record, [name]: data.with(i, data[i] + by) } }),
      );
      expect(Math.abs(inputs[name][i] - slope), `gradient of input ${name}[${i}]`).toBeLessThanOrEqual(tolerance);
    }
  }
}
