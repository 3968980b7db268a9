import { checkOptions, fail, show } from "../../error.ts";
import type { Dataset } from "../dataset.ts";
import { drawnOrder, type Stratify } from "./split.ts";

/** How {@link kFold} divides. */
export interface KFoldOptions<T> {
  /** Number of folds. Default 5. */
  k?: number;
  /** An integer from 0 to 2^53 - 1. Default 0. */
  seed?: number;
  /** Give each fold its share of every label, as in `Dataset.split`. Default false. */
  stratify?: Stratify<T>;
}

/** One of the k ways to leave a part out. */
export interface Fold<T> {
  /** All but the fold. */
  readonly train: Dataset<T>;
  /** The fold. */
  readonly validation: Dataset<T>;
}

/**
 * Cross-validation: k parts of sizes that differ by at most one, drawn from the seed; each is once what is validated on, while the others
 * are trained on.
 *
 * @throws FoveaError "option" for fewer elements than folds, and as `Dataset.split` does.
 * @example
 * for (const { train, validation } of await kFold(dataset([1, 2, 3, 4, 5, 6]), { k: 3, seed: 1 })) console.log(train.size, validation.size);
 */
export async function kFold<T>(data: Dataset<T>, options: KFoldOptions<T> = {}): Promise<Fold<T>[]> {
  checkOptions("kFold", options, ["k", "seed", "stratify"]);
  const { k = 5 } = options;
  if (!Number.isInteger(k) || k < 2)
    fail("option", { where: "kFold.k", got: show(k), expected: "a whole number of at least 2" });
  const order = await drawnOrder(data, "kFold", options);
  if (order.length < k)
    fail("option", {
      where: "kFold.k",
      got: `${k} folds of ${order.length} elements`,
      expected: "at least one element a fold",
    });
  const places = (keep: (fold: number) => boolean): Uint32Array => order.filter((_, rank) => keep(rank % k)).sort();
  return Array.from({ length: k }, (_, fold) => ({
    train: data.select(places((own) => own !== fold)),
    validation: data.select(places((own) => own === fold)),
  }));
}
