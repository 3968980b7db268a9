// Every operator that src/api.ts exports, by family, and what its documentation lacks.
import { readDefault, readDoc } from "./doc.mjs";
import { fieldsOf } from "./options.mjs";
import { Sources } from "./read.mjs";

/**
 * @typedef {{ name: string, type: string, optional: boolean, text: string, value: string }} Option `value`: the default
 * @typedef {{ name: string, family: string, doc: import("./doc.mjs").Doc, options: Option[] }} Operator
 * @typedef {{ name: string, text: string, definition: string }} NamedType
 */

/** Families by where they are declared, in the page's order; others of src/ops come before the losses under the folder's name. */
const FAMILIES = [
  { key: "ops/convolution", title: "Convolution" },
  { key: "ops/linear", title: "Linear" },
  { key: "ops/pooling", title: "Pooling" },
  { key: "ops/activation", title: "Activation" },
  { key: "ops/normalization", title: "Normalisation" },
  { key: "ops/regularization", title: "Regularisation" },
  { key: "ops/arithmetic", title: "Arithmetic" },
  { key: "ops/reduction", title: "Reduction" },
  { key: "ops/shape", title: "Shape" },
  { key: "initializers", title: "Initializers" },
  { key: "losses", title: "Losses" },
  { key: "optimizers", title: "Optimizers" },
  { key: "penalties", title: "Penalties" },
  { key: "schedules", title: "Schedules" },
];

/** Labels that the documentation of a family's functions must have: what has no shapes or gradient needs none of them. */
const LABELS = /** @type {Record<string, readonly ("shapes" | "gradient" | "source")[]>} */ ({
  initializers: [],
  optimizers: ["source"],
  penalties: ["source"],
  schedules: [],
  transforms: [],
});
const ALL_LABELS = /** @type {const} */ (["shapes", "gradient", "source"]);

/**
 * @param {string} root
 * @returns {{ families: { title: string, operators: Operator[] }[], types: NamedType[], faults: string[] }}
 */
export function collectOperators(root) {
  const sources = new Sources(root);
  const exported = sources.exported("src/api.ts");
  /** @type {string[]} */
  const faults = [];
  /** @type {Map<string, Operator[]>} */
  const byFamily = new Map();
  for (const [name, declaration] of exported) {
    const family = familyOf(declaration.file);
    if (declaration.kind !== "function" || !family) continue;
    const operator =
      name === declaration.name
        ? readOperator(sources, declaration, family, faults)
        : { name, family, doc: readDoc(`As {@link ${declaration.name}}: another name of it.`), options: [] };
    byFamily.set(family, [...(byFamily.get(family) ?? []), operator]);
  }
  const families = [...byFamily]
    .sort(([a], [b]) => orderOf(a) - orderOf(b))
    .map(([key, operators]) => ({
      title: titleOf(key),
      operators: operators.sort((a, b) => (a.name < b.name ? -1 : 1)),
    }));
  return { families, types: typesOf(exported, families), faults };
}

/** @param {string} family */
function orderOf(family) {
  const place = FAMILIES.findIndex(({ key }) => key === family);
  return place < 0 ? FAMILIES.findIndex(({ key }) => key === "losses") - 0.5 : place;
}

/** @param {string} family */
function titleOf(family) {
  const folder = family.replace("ops/", "");
  return FAMILIES.find(({ key }) => key === family)?.title ?? folder[0].toUpperCase() + folder.slice(1);
}

/** @param {string} file @returns {string | null} */
function familyOf(file) {
  if (file === "src/graph/initializer.ts") return "initializers";
  if (file === "src/optimizers/penalties.ts") return "penalties";
  return file.match(/^src\/(ops\/\w+|losses|optimizers|schedules)\//)?.[1] ?? null;
}

/**
 * What is said of a function, and what should be.
 * @param {Sources} sources
 * @param {import("./read.mjs").Declaration} declaration
 * @param {string} family
 * @param {string[]} faults
 * @returns {Operator}
 */
export function readOperator(sources, { name, file, doc: comment, parameters }, family, faults) {
  const doc = readDoc(comment);
  const complain = (/** @type {string} */ what) => void faults.push(`${file}: ${name}: ${what}`);
  if (!doc.text) complain("no doc comment");
  for (const label of LABELS[family] ?? ALL_LABELS)
    if (!doc[label]) complain(`no line that begins with "${label[0].toUpperCase()}${label.slice(1)}: "`);
  if (!doc.example) complain("no @example");
  const options = parameters.flatMap((parameter) => optionsOf(sources, file, parameter, doc));
  for (const { name: option, text, value, optional } of options) {
    const told = text || value || new RegExp(`\\b${option}\\b`).test(doc.text);
    if (!told) complain(`${option}: no doc comment, or no @param where it is a parameter`);
    else if (text && optional && !value) complain(`${option}: its doc comment lacks "Default ..."`);
  }
  return { name, family, doc, options };
}

/**
 * The rows of one parameter: the fields of an options type but for the name that every layer has, or the parameter itself.
 * @param {Sources} sources
 * @param {string} file
 * @param {import("./read.mjs").Declaration["parameters"][number]} parameter
 * @param {import("./doc.mjs").Doc} doc
 * @returns {Option[]}
 */
function optionsOf(sources, file, parameter, doc) {
  const name = parameter.name.replace("...", "");
  const fields = /Options\b/.test(parameter.type) ? fieldsOf(sources, file, parameter.type) : null;
  if (!fields) return [{ ...parameter, name, ...readDefault(doc.parameters.get(name) ?? "") }];
  const oneOf = /\bone of them\b/.test(sources.find(file, parameter.type)?.doc ?? "");
  return fields
    .filter((field) => field.name !== "name")
    .map((field) => ({ ...field, ...readDefault(field.doc) }))
    .map((field) => (oneOf && field.optional && !field.value ? { ...field, value: "none; one of them" } : field));
}

/**
 * Exported types that options name, and those that these name.
 * @param {Map<string, import("./read.mjs").Declaration>} exported
 * @param {{ operators: Operator[] }[]} families
 * @returns {NamedType[]}
 */
export function typesOf(exported, families) {
  /** @type {Map<string, NamedType>} */
  const found = new Map();
  const add = (/** @type {string} */ text) => {
    for (const [name] of text.matchAll(/\b[A-Z]\w+/g)) {
      const declaration = exported.get(name);
      if (!declaration || declaration.kind === "function" || found.has(name)) continue;
      const definition = definitionOf(declaration);
      found.set(name, { name, text: readDoc(declaration.doc).text, definition });
      add(definition);
    }
  };
  for (const { operators } of families) for (const { options } of operators) for (const { type } of options) add(type);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param {import("./read.mjs").Declaration} declaration */
function definitionOf({ kind, text, fields }) {
  const lines = fields.map((field) => `  ${field.name}${field.optional ? "?" : ""}: ${field.type};`);
  return kind === "type" ? text : ["{", ...lines, "}"].join("\n");
}
