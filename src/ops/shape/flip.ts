import { checkLayerOptions, type LayerOptions, layer } from "../../graph/layer.ts";
import type { Layer } from "../../graph/node.ts";
import { format } from "../../graph/shape.ts";
import type { Program } from "../../plan/program.ts";
import type { Op } from "../op.ts";
import { axisOf, checkAxis, checkList } from "./axes.ts";
import { box, whole } from "./box.ts";
import { copyView, MOST_AXES, part, type View, viewOf } from "./view.ts";

/** Options of {@link flip}. */
export interface FlipOptions extends LayerOptions {
  /** The axes that are reversed; negative ones count from the last: [1] mirrors an image, [0] turns it upside down. There is no default. */
  axes: readonly number[];
}

/** Options of {@link roll}. */
export interface RollOptions extends LayerOptions {
  /** By how many elements, a whole number; negative ones go to the front. There is no default. */
  shift: number;
  /** The axis along which they move; negative ones count from the last. There is no default. */
  axis: number;
}

export const flipOp: Op<{ readonly axes: readonly number[] }> = /* @__PURE__ */ box("flip", ({ axes }, x, problem) => {
  if (x.length > MOST_AXES) problem({ got: format(x), expected: `at most ${MOST_AXES} axes` });
  const turned = axes.map((axis) => axisOf(axis, x, problem));
  return x.map((size, axis) => (turned.includes(axis) ? { begin: size - 1, size, step: -1 } : whole(size)));
});

interface Rolling {
  readonly shift: number;
  readonly axis: number;
}

export const rollOp: Op<Rolling> = {
  name: "roll",

  infer({ axis }, [x], problem) {
    axisOf(axis, x, problem);
    return { shape: x };
  },

  forward({ program, attributes: { shift, axis }, inputs: [x], output: y, problem }) {
    const along = axisOf(axis, x.shape.slice(1), problem) + 1;
    rolled(program, viewOf(y, y.shape), viewOf(x, x.shape), along, shift);
  },

  backward({ program, attributes: { shift, axis }, outputGradient: dy, inputGradients: [dx], problem }) {
    if (!dx) return;
    const along = axisOf(axis, dx.shape.slice(1), problem) + 1;
    rolled(program, viewOf(dx, dx.shape), viewOf(dy, dx.shape), along, -shift);
  },
};

/** y[(i + shift) mod size] = x[i] along one axis. */
function rolled(program: Program, y: View, x: View, axis: number, shift: number): void {
  const { size } = y.axes[axis];
  const front = ((shift % size) + size) % size;
  program.together(() => {
    copyView(program, part(y, axis, 0, front), part(x, axis, size - front, front));
    copyView(program, part(y, axis, front, size - front), part(x, axis, 0, size - front));
  });
}

/**
 * y[i] = x[size - 1 - i] along each of the axes.
 * Shapes: any of up to 6 axes -> the same.
 * Gradient: dx[size - 1 - i] = dy[i].
 * Source: as NumPy's `flip`, for each sample.
 *
 * @throws FoveaError for an unknown option, axes that there are not.
 * @example
 * const both: Layer = (x) => add()(conv2d({ filters: 8, kernel: 3 })(x), flip({ axes: [1] })(conv2d({ filters: 8, kernel: 3 })(x)));
 */
export function flip(options: FlipOptions): Layer {
  checkLayerOptions("flip", options, ["axes"]);
  const axes = checkList("flip.axes", options.axes, Number.NEGATIVE_INFINITY, "a list of whole numbers");
  return layer(flipOp, { axes }, options.name);
}

/**
 * y[(i + shift) mod size] = x[i] along one axis: what leaves at one end comes in at the other.
 * Shapes: any -> the same.
 * Gradient: dx[i] = dy[(i + shift) mod size].
 * Source: as NumPy's `roll`, for each sample.
 *
 * @throws FoveaError for an unknown option, a shift that is no whole number, an axis that there is not.
 * @example
 * sequential(roll({ shift: 2, axis: 0 }), roll({ shift: -2, axis: 1 }))
 */
export function roll(options: RollOptions): Layer {
  checkLayerOptions("roll", options, ["shift", "axis"]);
  const shift = checkAxis("roll.shift", options.shift);
  return layer(rollOp, { shift, axis: checkAxis("roll.axis", options.axis) }, options.name);
}
