import { fail, show } from "../error.ts";
import type { LayerStatistics, Trouble, WatchEvent } from "../train/watch.ts";

/** When `statistics` warns. */
export interface Thresholds {
  /** Share of a rectifier's units that are zero for all samples, above 0 and at most 1. */
  readonly dead: number;
  /** Norm of a layer's gradient over the greatest behind it, from 0 to less than 1. */
  readonly vanishing: number;
  /** Norm of a kernel's gradient over the kernel's, above 0. */
  readonly exploding: number;
}

/** The thresholds among `options`, checked, and the usual ones. */
export function checkThresholds({ dead = 0.5, vanishing = 1e-3, exploding = 100 }: Partial<Thresholds>): Thresholds {
  if (!(dead > 0 && dead <= 1))
    fail("option", { where: "statistics.dead", got: show(dead), expected: "a number above 0, at most 1" });
  if (!(vanishing >= 0 && vanishing < 1))
    fail("option", { where: "statistics.vanishing", got: show(vanishing), expected: "a number from 0 to less than 1" });
  if (!(exploding > 0))
    fail("option", { where: "statistics.exploding", got: show(exploding), expected: "a number above 0" });
  return { dead, vanishing, exploding };
}

/** Says what layers suffer from, each trouble of a layer once until it is over. */
export class Warnings {
  readonly #thresholds: Thresholds;
  #told: ReadonlySet<string> = new Set();

  constructor(thresholds: Thresholds) {
    this.#thresholds = thresholds;
  }

  of(layers: readonly LayerStatistics[], step: number, epoch: number): WatchEvent[] {
    const found = [...this.#dead(layers), ...this.#vanishing(layers), ...this.#exploding(layers)].map(
      ([trouble, layer, message]) => ({ key: `${trouble} ${layer}`, trouble, layer, message }),
    );
    const fresh = found.filter(({ key }) => !this.#told.has(key));
    this.#told = new Set(found.map(({ key }) => key));
    return fresh.map(({ trouble, layer, message }) => ({
      ...{ kind: "warning", epoch, step, layer, trouble, message: `step ${step}, layer ${layer}: ${message}.` },
    }));
  }

  #dead(layers: readonly LayerStatistics[]): Found[] {
    return layers.flatMap(({ layer, op, dead = 0 }): Found[] =>
      dead >= this.#thresholds.dead
        ? [
            [
              "dead",
              layer,
              `${percent(dead)} of its units are zero for every sample of the step (${op}): ${HINTS.dead}`,
            ],
          ]
        : [],
    );
  }

  #vanishing(layers: readonly LayerStatistics[]): Found[] {
    let greatest: { layer: string; norm: number } | null = null;
    const found: Found[] = [];
    for (const { layer, gradient, parameters } of [...layers].reverse()) {
      if (!Object.keys(parameters).length || Number.isNaN(gradient.norm)) continue;
      if (gradient.norm === 0) found.push(["vanishing", layer, `no gradient reaches it: ${HINTS.vanishing}`]);
      else if (greatest && gradient.norm < this.#thresholds.vanishing * greatest.norm)
        found.push([
          "vanishing",
          layer,
          `its gradient is ${short(gradient.norm / greatest.norm)} times that of layer ${greatest.layer}: ${HINTS.vanishing}`,
        ]);
      if (gradient.norm > (greatest?.norm ?? 0)) greatest = { layer, norm: gradient.norm };
    }
    return found.reverse();
  }

  #exploding(layers: readonly LayerStatistics[]): Found[] {
    return layers.flatMap(({ layer, parameters }): Found[] => {
      const kernels = Object.entries(parameters).filter(([, { shape, norm }]) => shape.length > 1 && norm > 0);
      const worst = Math.max(0, ...kernels.map(([, { gradientNorm, norm }]) => gradientNorm / norm));
      if (!(worst > this.#thresholds.exploding)) return [];
      return [
        ["exploding", layer, `its gradient is ${short(worst)} times as long as its parameters: ${HINTS.exploding}`],
      ];
    });
  }
}

type Found = [trouble: Trouble, layer: string, message: string];

const HINTS: Readonly<Record<Trouble, string>> = {
  dead: "a lower learning rate, other initial values or a leaky rectifier keep units alive",
  vanishing: "rectifiers, normalisation, residual sums or other initial values let it through",
  exploding: "smaller initial values, normalisation, scaled inputs and targets or clipGradients hold it",
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const short = (value: number): string => String(Number(value.toPrecision(2)));
