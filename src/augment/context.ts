import { fail, show } from "../error.ts";

/** Which sample, or batch, of which epoch: what `Dataset.map` says to its function. */
export interface AugmentContext {
  readonly epoch: number;
  readonly index: number;
}

/** `context`, which must be one. */
export function checkContext(where: string, context: AugmentContext): AugmentContext {
  const { epoch, index } = context ?? {};
  for (const [name, value] of Object.entries({ epoch, index }))
    if (!(Number.isInteger(value) && (value as number) >= 0))
      fail("option", {
        where: `${where}, context.${name}`,
        got: show(value),
        expected: "a whole number, 0 or more",
        hint: "Dataset.map gives it; elsewhere call it with (samples, { epoch, index })",
      });
  return context;
}
