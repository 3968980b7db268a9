/** What kind of mistake a {@link FoveaError} reports; stable, so that programs can branch on it. */
export type ErrorCode = "option" | "shape" | "data" | "format" | "memory" | "non-finite" | "runtime" | "file";

/**
 * Every error that fovea throws on purpose. The message says where, what was got, what was expected, and a hint.
 *
 * @example
 * try { await load(bytes); } catch (error) { if (error instanceof FoveaError && error.code === "format") console.error(error.message); }
 */
export class FoveaError extends Error {
  override readonly name = "FoveaError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The parts of an error message; `where` is a layer path with its op, an option's path, or a file and offset. */
export interface Problem {
  where: string;
  got: string;
  expected: string;
  hint?: string;
}

/** Throws the one error that describes `problem`. */
export function fail(code: ErrorCode, { where, got, expected, hint }: Problem): never {
  const end = hint?.endsWith("?") ? "" : ".";
  throw new FoveaError(code, `${where}: got ${got}, expected ${expected}.${hint ? ` Hint: ${hint}${end}` : ""}`);
}

/** Throws when `options` is no object or has a key that is not in `known`: an option ignored in silence is a wrong result. */
export function checkOptions(where: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    fail("option", { where, got: show(options), expected: "an object of options" });
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const near = known.find((name) => isNear(name, key));
    fail("option", {
      where,
      got: `unknown option "${key}"`,
      expected: known.length ? `one of ${known.join(", ")}` : "no options",
      ...(near && { hint: `did you mean "${near}"?` }),
    });
  }
}

/** A value as it reads in an error message, never longer than a line. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(show).join(", ")}${value.length > 8 ? ", ..." : ""}]`;
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name}(${(value as Uint8Array).length ?? value.byteLength})`;
  if (typeof value === "function") return `a function`;
  if (value instanceof Promise) return "a promise (is an await missing?)";
  if (typeof value === "object" && value !== null)
    return `an object with keys ${Object.keys(value).slice(0, 8).join(", ") || "(none)"}`;
  return String(value);
}

/** True when one edit, or a difference of case, leads from `a` to `b`. */
function isNear(a: string, b: string): boolean {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  if (x === y || x.startsWith(y) || y.startsWith(x)) return true;
  let i = 0;
  while (i < x.length && x[i] === y[i]) i++;
  const [p, q] = [x.slice(i), y.slice(i)];
  return p.slice(1) === q.slice(1) || p === q.slice(1) || p.slice(1) === q || p[1] + p[0] + p.slice(2) === q;
}
