/** Sizes of one sample (or, in a compiled program, of a whole batch); channels last. */
export type Shape = readonly number[];

/** Number of elements. */
export const count = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** `[28, 28, 1]`, as error messages and the summary write it. */
export const format = (shape: Shape): string => `[${shape.join(", ")}]`;

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, i) => size === b[i]);
