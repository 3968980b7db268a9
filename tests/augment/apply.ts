// Applies transforms to a picture and gives the numbers, before they are rounded to bytes.

import { augment, type Transform } from "../../src/augment/index.ts";
import type { Picture } from "../../src/data/samples.ts";
import { sharedEngine } from "../harness/engines.ts";
import type { Raster } from "../oracle/augment/raster.ts";

const keepFloats: Transform = {
  name: "keepFloats",
  options: {},
  apply: (image) => {
    image.keepsFloats = true;
  },
};

export interface ApplyOptions {
  seed?: number;
  epoch?: number;
  index?: number;
}

export const toPicture = ({ height, width, channels, data }: Raster): Picture => ({
  height,
  width,
  channels,
  data: Uint8Array.from(data),
});

/** The numbers of `x`, bytes, after `transforms`. */
export async function applied(
  transforms: readonly Transform[],
  x: Raster,
  options: ApplyOptions = {},
): Promise<Float32Array> {
  const { seed = 0, epoch = 0, index = 0 } = options;
  using change = await augment([...transforms, keepFloats], { engine: await sharedEngine({ threads: 1 }), seed });
  return change({ x: toPicture(x) }, { epoch, index }).x as Float32Array;
}
