import { fail, show } from "../../error.ts";
import { checkLayerOptions, type LayerOptions } from "../../graph/layer.ts";
import type { Layer, Node } from "../../graph/node.ts";
import { within, withName } from "../../graph/scope.ts";
import { concat } from "../shape/concat.ts";
import { flatten } from "../shape/flatten.ts";
import { adaptiveAveragePool2d, adaptiveMaxPool2d } from "./adaptivePool.ts";

/** Options of {@link spatialPyramidPool}. */
export interface SpatialPyramidPoolOptions extends LayerOptions {
  /** Bins along each axis, a positive whole number for each level. Default [4, 2, 1]. */
  levels?: readonly number[];
  /** What becomes of a bin. Default "max". */
  pool?: "max" | "average";
}

/**
 * y = the adaptive pools of the image at each level, flattened and joined: as many numbers whatever the image's size. Those of a level
 * come in reading order, the channels of a bin side by side; a NaN reaches every bin over it.
 * Shapes: [height, width, channels] -> [channels * the sum of level * level].
 * Gradient: that of adaptiveMaxPool2d (the first of equal values) or adaptiveAveragePool2d, summed over the levels.
 * Source: He et al. 2014, "Spatial pyramid pooling in deep convolutional networks for visual recognition".
 *
 * @throws FoveaError for an unknown option, levels that are not positive whole numbers, an input that is no image.
 * @example
 * sequential(conv2d({ filters: 256, kernel: 3 }), relu(), spatialPyramidPool({ levels: [4, 2, 1] }), dense({ units: 10 }))
 */
export function spatialPyramidPool(options: SpatialPyramidPoolOptions = {}): Layer {
  checkLayerOptions("spatialPyramidPool", options, ["levels", "pool"]);
  const { levels = [4, 2, 1], pool = "max", name = "spatialPyramidPool" } = options;
  if (!Array.isArray(levels) || !levels.length || !levels.every((size) => Number.isInteger(size) && size > 0))
    fail("option", {
      where: "spatialPyramidPool.levels",
      got: show(levels),
      expected: "a list of positive whole numbers",
    });
  if (pool !== "max" && pool !== "average")
    fail("option", { where: "spatialPyramidPool.pool", got: show(pool), expected: `"max" or "average"` });
  const adaptive = pool === "max" ? adaptiveMaxPool2d : adaptiveAveragePool2d;
  const pools = levels.map((size) => adaptive({ size, name: `level${size}` }));
  return withName(
    (x: Node): Node =>
      within(name, () => {
        const [first, second, ...others] = pools.map((level) => flatten()(level(x)));
        return second ? concat()(first, second, ...others) : first;
      }),
  );
}
