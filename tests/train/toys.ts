import {
  averagePool2d,
  conv2d,
  type Data,
  dense,
  type FitEvent,
  type FitOptions,
  flatten,
  type Graph,
  graph,
  input,
  type Model,
  model,
  relu,
  type Samples,
  sequential,
  softmaxCrossEntropy,
  tanh,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { pseudoRandom } from "../harness/values.ts";

/** Labelled bytes, so that tests can take them apart. */
export interface Toys extends Samples {
  x: Uint8Array;
  y: Uint8Array;
}

export const SIZE = 6;
const PIXELS = SIZE * SIZE;
export const CLASSES = 3;

/** Noisy pictures of 6 x 6 pixels with a bright band at one of three heights, their class. */
export function bands(size: number, seed = 1): Toys {
  const noise = pseudoRandom(size * PIXELS, seed);
  const y = Uint8Array.from(pseudoRandom(size, seed + 1000), (value) => Math.floor(((value + 1) / 2) * CLASSES));
  const isBright = (i: number): boolean => Math.floor((i % PIXELS) / (2 * SIZE)) === y[Math.floor(i / PIXELS)];
  return { x: Uint8Array.from(noise, (value, i) => 60 + 60 * value + (isBright(i) ? 80 : 0)), y };
}

/** The samples at `places`, in that order. */
export function pick({ x, y }: Toys, places: readonly number[]): Toys {
  const pixels = places.flatMap((i) => [...x.subarray(i * PIXELS, (i + 1) * PIXELS)]);
  return { x: Uint8Array.from(pixels), y: Uint8Array.from(places, (i) => y[i]) };
}

/** A network of a few hundred parameters with one layer of each kind that bands need. */
export function smallGraph(): Graph {
  const x = input([SIZE, SIZE, 1], { name: "picture", mean: 90, std: 50 });
  const layers = sequential(
    conv2d({ filters: 5, kernel: 3, padding: "same" }),
    tanh(),
    averagePool2d({ window: 2 }),
    flatten(),
    dense({ units: 7 }),
    relu(),
    dense({ units: CLASSES }),
  );
  return graph(x, layers(x));
}

export async function smallModel({ threads = 1, seed = 1 } = {}): Promise<Model> {
  return model(smallGraph(), { engine: await sharedEngine({ threads }), seed });
}

export const loss = softmaxCrossEntropy();

/** All events of a training. */
export async function train(
  net: Model,
  samples: Data,
  options: Omit<FitOptions, "loss"> & Partial<FitOptions>,
): Promise<FitEvent[]> {
  const events: FitEvent[] = [];
  for await (const event of net.fit(samples, { loss, ...options })) events.push(event);
  return events;
}

/** Trains for `steps` steps and leaves the loop. */
export async function trainUntil(
  net: Model,
  steps: number,
  samples: Data,
  options: Omit<FitOptions, "loss"> & Partial<FitOptions>,
): Promise<void> {
  for await (const event of net.fit(samples, { loss, ...options }))
    if (event.kind === "step" && event.step === steps) return;
}

export type EventOf<Kind extends FitEvent["kind"]> = Extract<FitEvent, { kind: Kind }>;

/** The events of one kind. */
export const ofKind = <Kind extends FitEvent["kind"]>(events: readonly FitEvent[], kind: Kind): EventOf<Kind>[] =>
  events.filter((event): event is EventOf<Kind> => event.kind === kind);
