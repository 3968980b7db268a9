/** Classes from the words that stand for them. */
import { fail, show } from "../../error.ts";

const MOST_CLASSES = 1 << 20;

/** Turns labels into class indices; whether words or numbers is known when all have been seen. */
export class Labels {
  readonly #given: readonly string[] | null;
  readonly #index: Map<string, number>;
  readonly #seen = new Map<string, string>(); // label, and where it stood first

  constructor(classes?: readonly string[]) {
    this.#given = classes ?? null;
    this.#index = new Map(classes?.map((name, i) => [name, i]));
  }

  /** Takes note of a label, as text. Throws at once where it is none of the given classes. */
  add(label: string, where: string): void {
    if (this.#given) this.indexOf(label, where);
    else if (!this.#seen.has(label)) this.#seen.set(label, where);
  }

  /** The classes: those given; else, where every label is a whole number, as many as the greatest asks for; else the labels, sorted. */
  finish(): readonly string[] {
    if (this.#given) return this.#given;
    const labels = [...this.#seen.keys()];
    const classes = labels.every(isIndex) ? this.#numbered(labels) : labels.sort();
    for (const [i, name] of classes.entries()) this.#index.set(name, i);
    return classes;
  }

  /** The index of a label: the place of its name, or, where no class has that name, itself. */
  indexOf(label: string, where: string): number {
    const named = this.#index.get(label);
    if (named !== undefined) return named;
    const classes = this.#given ?? [...this.#index.keys()];
    if (isIndex(label) && Number(label) < classes.length) return Number(label);
    return fail("data", {
      where,
      got: `label ${show(label)}`,
      expected: `one of the ${classes.length} classes ${show(classes)}, or its index`,
    });
  }

  #numbered(labels: readonly string[]): string[] {
    const count = labels.reduce((most, label) => Math.max(most, Number(label)), -1) + 1;
    const label = String(count - 1);
    if (count > MOST_CLASSES)
      fail("data", {
        where: this.#seen.get(label) ?? label,
        got: `label ${label}`,
        expected: "an index of a class, as all labels are whole numbers",
        hint: "the option classes names the classes where such numbers are their names",
      });
    return Array.from({ length: count }, (_, i) => String(i));
  }
}

const isIndex = (label: string): boolean => /^(0|[1-9]\d{0,14})$/.test(label);
