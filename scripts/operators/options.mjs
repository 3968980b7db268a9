// The fields of an options type, with those of the types it builds on.

/**
 * @typedef {import("./read.mjs").Field} Field
 * @typedef {import("./read.mjs").Sources} Sources
 */

/**
 * Every field of `type` as written in `file`, its own first; null where it is no type of fields, as a number is none.
 * @param {Sources} sources
 * @param {string} file
 * @param {string} type a name with type arguments, or several of them joined by &
 * @returns {Field[] | null}
 */
export function fieldsOf(sources, file, type) {
  const parts = splitTop(type, "&");
  if (parts.length > 1) return unite(parts.map((part) => fieldsOf(sources, file, part)));
  const match = type.match(/^(\w+)(?:<(.*)>)?$/);
  if (!match) return null;
  const [, name, inside = ""] = match;
  const given = splitTop(inside, ",");
  const named = new Set(given[1]?.match(/\w+/g));
  if (name === "Omit") return fieldsOf(sources, file, given[0])?.filter((field) => !named.has(field.name)) ?? null;
  if (name === "Pick") return fieldsOf(sources, file, given[0])?.filter((field) => named.has(field.name)) ?? null;
  if (name === "Partial")
    return fieldsOf(sources, file, given[0])?.map((field) => ({ ...field, optional: true })) ?? null;
  if (name === "Readonly" && given.length) return fieldsOf(sources, file, given[0]);
  const declaration = sources.find(file, name);
  if (!declaration || declaration.kind === "function") return null;
  const { generics, fields, parents, file: home, kind } = declaration;
  if (kind === "type" && !fields.length && !parents.length) return null;
  const filled = (/** @type {string} */ text) =>
    generics.reduce(
      (all, { name: generic, fallback }, i) => all.replace(new RegExp(`\\b${generic}\\b`, "g"), given[i] ?? fallback),
      text,
    );
  const own = fields.map((field) => ({ ...field, type: filled(field.type) }));
  return unite([own, ...parents.map((parent) => fieldsOf(sources, home, filled(parent)))]);
}

/** The first of each name counts. @param {(Field[] | null)[]} all @returns {Field[] | null} */
function unite(all) {
  if (all.every((fields) => fields === null)) return null;
  /** @type {Map<string, Field>} */
  const found = new Map();
  for (const field of all.flatMap((fields) => fields ?? [])) if (!found.has(field.name)) found.set(field.name, field);
  return [...found.values()];
}

/** Parts of `text` between separators that stand in no brackets. @param {string} text @param {string} separator */
function splitTop(text, separator) {
  const parts = [""];
  let depth = 0;
  for (const letter of text) {
    if ("<({[".includes(letter)) depth++;
    if (">)}]".includes(letter)) depth--;
    if (letter === separator && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}
