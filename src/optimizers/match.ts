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

/** As saved files have it. */
export const plainMatch = (match: ParameterMatch | undefined): string | null =>
  match === undefined || typeof match === "function" ? null : String(match);
