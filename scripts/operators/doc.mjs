// The parts of a doc comment.

/**
 * @typedef {{ text: string, shapes: string, gradient: string, source: string, parameters: Map<string, string>, example: string }} Doc
 */

const LABELS = /** @type {const} */ (["Shapes", "Gradient", "Source"]);

/**
 * Text up to the first label; each label begins a line or a sentence and goes on to the next label, empty line or tag.
 * @param {string} comment
 * @returns {Doc}
 */
export function readDoc(comment) {
  const [head, ...tags] = comment.split(/^@/m);
  const lines = head.replace(/(?<=[.;]) (?=(Shapes|Gradient|Source): )/g, "\n").split("\n");
  /** @type {Record<string, string[]>} */
  const found = { text: [] };
  let part = "text";
  for (const line of lines) {
    const label = LABELS.find((each) => line.startsWith(`${each}: `));
    if (label) part = label;
    else if (line.trim() === "" && part !== "text") part = "text";
    found[part] ??= [];
    found[part].push(label ? line.slice(label.length + 2) : line);
  }
  const joined = (/** @type {string} */ key) => (found[key] ?? []).join(" ").replace(/\s+/g, " ").trim();
  /** @type {Map<string, string>} */
  const parameters = new Map();
  for (const tag of tags) {
    const match = tag.match(/^param\s+(\w+)\s+(?:-\s*)?([\s\S]*)/);
    if (match) parameters.set(match[1], match[2].replace(/\s+/g, " ").trim());
  }
  const example = tags.find((tag) => tag.startsWith("example")) ?? "";
  return {
    text: found.text.join("\n").trim(),
    shapes: joined("Shapes"),
    gradient: joined("Gradient"),
    source: joined("Source"),
    parameters,
    example: example.replace(/^example\s*/, "").trimEnd(),
  };
}

/**
 * An option's text without its default, and the default: the sentence that begins with that word.
 * @param {string} comment
 */
export function readDefault(comment) {
  const text = comment.replace(/\s+/g, " ").trim();
  const match = text.match(/(^|[.;:)] )Default:? (.+?)\.?$/);
  if (!match || match.index === undefined) return { text, value: "" };
  return { text: text.slice(0, match.index + match[1].length).trim(), value: match[2] };
}
