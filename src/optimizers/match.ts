import { fail, show } from "../error.ts";
import type { Shape } from "../graph/shape.ts";

/**
 * Which parameters are meant: a path, the beginning of paths (ending in `/`), a regular expression that finds something in the path,
 * or a function of path and shape. Paths are those of `model.parameters()`.
 *
 * @example
 * const biases: ParameterMatch = /\/bias$/;
 */
export type ParameterMatch = string | RegExp | ((path: string, shape: Shape) => boolean);

/** The weights of layers, without biases and scales. */
export const KERNELS: RegExp = /(^|\/)kernel$/;

/** `match` as a function; throws unless it is one of the forms. */
export function matcher(where: string, match: ParameterMatch): (path: string, shape: Shape) => boolean {
  if (typeof match === "function") return (path, shape) => Boolean(match(path, shape));
  if (match instanceof RegExp) return (path) => path.search(match) >= 0; // unlike test(), without memory
  if (typeof match === "string" && match !== "")
    return (path) => (match.endsWith("/") ? path.startsWith(match) : path === match);
  fail("option", {
    where,
    got: show(match),
    expected: "a parameter's path, a beginning of paths that ends in /, a regular expression or a function",
  });
}

/** Throws when `match`, a path, a beginning of paths or a regular expression, finds none of `parameters`; a function may. */
export function checkMatch(where: string, match: ParameterMatch, parameters: ReadonlyMap<string, Shape>): void {
  if (typeof match === "function") return;
  const takes = matcher(where, match);
  const paths = [...parameters.keys()];
  if ([...parameters].some(([path, shape]) => takes(path, shape))) return;
  fail("option", {
    where,
    got: `${String(match)}, which is no parameter's path`,
    expected: "what finds at least one",
    hint: `the model has ${paths.slice(0, 6).join(", ")}${paths.length > 6 ? ", ..." : ""}`,
  });
}

/** As saved files have it. */
export const plainMatch = (match: ParameterMatch | undefined): string | null =>
  match === undefined || typeof match === "function" ? null : String(match);
