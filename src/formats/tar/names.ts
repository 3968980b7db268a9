/** Names of shards and of the files in them. */
import { fail, show } from "../../error.ts";

const MOST_NAMES = 1_000_000;

/** `train-{0000..0003}.tar`, `{train,val}.tar`: all names that the braces stand for, in their order. */
export function expandBraces(pattern: string): string[] {
  const found = /\{([^{}]*)\}/.exec(pattern);
  if (!found) return [pattern];
  const [before, after] = [pattern.slice(0, found.index), pattern.slice(found.index + found[0].length)];
  const parts = rangeOf(found[1]) ?? (found[1].includes(",") ? found[1].split(",") : null);
  if (!parts)
    return fail("option", { where: `shards ${show(pattern)}`, got: found[0], expected: "{000..123} or {a,b}" });
  const ends = expandBraces(after);
  if (parts.length * ends.length > MOST_NAMES)
    fail("option", { where: `shards ${show(pattern)}`, got: "too many names", expected: `at most ${MOST_NAMES}` });
  return parts.flatMap((part) => ends.map((end) => before + part + end));
}

/** The numbers of `first..last`, with as many digits as the first one has; null where it is no range. */
function rangeOf(text: string): string[] | null {
  const [, first, last] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text) ?? [];
  if (first === undefined) return null;
  const count = Number(last) - Number(first) + 1;
  if (count < 1 || count > MOST_NAMES)
    fail("option", { where: "shards", got: `{${text}}`, expected: `a range that goes up, of at most ${MOST_NAMES}` });
  return Array.from({ length: count }, (_, i) => String(Number(first) + i).padStart(first.length, "0"));
}

/** A member's sample and extension, parted at the first dot of its base name; null for hidden files and those without extension. */
export function keyOf(member: string): { key: string; extension: string } | null {
  const path = member.replace(/^(\.\/)+/, "");
  const [, key, extension] = /^((?:.*\/)?[^./][^./]*)\.([^/]+)$/.exec(path) ?? [];
  return key === undefined ? null : { key, extension: extension.toLowerCase() };
}
