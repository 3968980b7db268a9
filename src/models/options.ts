import { checkOptions, fail, show } from "../error.ts";
import { positive } from "../ops/options.ts";
import { type Pair, pair } from "../ops/window.ts";

/** Options of the image classifiers. */
export interface ClassifierOptions {
  /** Number of outputs. Default 1000, as ImageNet has. */
  classes?: number;
  /** Height and width of the images, or [height, width]. Default 224. */
  size?: Pair;
}

/** What a classifier is built for when its options say nothing, and the smallest height and width that its windows fit. */
interface Defaults {
  readonly classes: number;
  readonly size: number;
  readonly smallest: number;
}

const IMAGENET: Defaults = { classes: 1000, size: 224, smallest: 1 };

/** Checks the options of the network `where` and fills in what they leave out. */
export function classifierOptions(
  where: string,
  options: ClassifierOptions,
  defaults: Partial<Defaults> = {},
): { classes: number; size: [height: number, width: number] } {
  checkOptions(where, options, ["classes", "size"]);
  const { classes, size, smallest } = { ...IMAGENET, ...defaults };
  const [height, width] = pair(where, options.size ?? size, "size");
  if (Math.min(height, width) < smallest)
    fail("option", { where: `${where}.size`, got: show(options.size), expected: `at least ${smallest} x ${smallest}` });
  return { classes: positive(`${where}.classes`, options.classes ?? classes), size: [height, width] };
}
