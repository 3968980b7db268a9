// One transform on one picture in floats, without the bytes before and after, and with the stream of random numbers in the caller's hand.
import { Canvas } from "../../src/augment/canvas.ts";
import type { Transform } from "../../src/augment/transform.ts";
import type { Box } from "../../src/data/samples.ts";
import { purpose, type RandomStream, randomStream } from "../../src/random.ts";
import { sharedEngine } from "../harness/engines.ts";
import type { Raster } from "../oracle/augment/raster.ts";

const engine = await sharedEngine({ threads: 1 });
await engine.exclusive(() => engine.extend());

/** The same numbers as often as it is asked for. */
export const stream = (index = 0): RandomStream => randomStream({ seed: 3, purpose: purpose.augment, index });

export interface Applied extends Raster {
  masks: Raster[];
  boxes: Box[];
}

/** What `transform` makes of a picture, its masks and boxes, drawing from `random`. */
export function apply(
  transform: Transform,
  x: Raster,
  random: RandomStream = stream(),
  { masks = [], boxes = [] }: { masks?: Raster[]; boxes?: Box[] } = {},
): Applied {
  const canvas = new Canvas(engine, { maskFill: 9, minVisible: 0.25 });
  try {
    const layers = [canvas.picture, ...canvas.setMasks(masks.length)];
    for (const [i, raster] of [x, ...masks].entries())
      engine.core.floats(layers[i].begin(raster).address, raster.data.length).set(raster.data);
    canvas.boxes.begin(boxes);
    canvas.sample = "the test's picture";
    transform.apply(canvas, random);
    const [picture, ...others] = canvas.layers.map(({ data, count, height, width, channels }) => {
      return { height, width, channels, data: Float64Array.from(engine.core.floats(data.address, count)) };
    });
    return { ...picture, masks: others, boxes: canvas.boxes.all };
  } finally {
    canvas.free();
  }
}
