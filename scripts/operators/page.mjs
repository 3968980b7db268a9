// docs/operators.md from what was collected.
import { EXTENSION } from "./extension.mjs";
import { PEERS } from "./peers.mjs";

/**
 * @typedef {import("./collect.mjs").Operator} Operator
 * @typedef {ReturnType<typeof import("./collect.mjs").collectOperators>} Collected
 */

const INTRODUCTION = `# Operators

Everything that networks are made of and trained with. Shapes are those of one sample, channels last; the batch comes in front of
them. \`x\` and \`y\` are a layer's input and output, \`dx\` the gradient with respect to \`x\`. Every layer also takes \`name\`, which
paths, errors and saved files then show.

Written from the doc comments of the sources by \`npm run docs\`; \`npm test\` fails when it is stale. How near each layer is to
PyTorch's stands in [accuracy.md](accuracy.md).

${EXTENSION}

${PEERS}
`;

/** What is told of an operator beside its comment: a sentence for each label, or "". @typedef {Record<string, (name: string) => string>} Notes */

/** @param {Pick<Collected, "families" | "types">} collected @param {Notes} notes */
export function operatorsPage({ families, types }, notes) {
  const context = { anchors: anchorsOf(families, types), notes };
  return [
    INTRODUCTION,
    contents(families, types, context),
    ...families.flatMap(({ title, operators }) => [
      `## ${title}\n`,
      ...operators.map((each) => section(each, context)),
    ]),
    ...(types.length ? ["## Types\n", ...types.map((type) => typeSection(type, context))] : []),
  ].join("\n");
}

/** @typedef {{ anchors: Map<string, string>, notes: Notes }} Context `anchors`: by name; of families with # before the title */

/**
 * GitHub's anchors of the headings below: the heading in lower case, and a number where it came before.
 * @param {Collected["families"]} families
 * @param {Collected["types"]} types
 */
function anchorsOf(families, types) {
  const sections = [...families, { title: "Types", operators: types }];
  const keys = sections.flatMap(({ title, operators }) => [`#${title}`, ...operators.map(({ name }) => name)]);
  /** @type {Map<string, number>} */
  const seen = new Map([["operators", 1]]);
  return new Map(
    keys.map((key) => {
      const anchor = key.replace("#", "").toLowerCase();
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return [key, before ? `${anchor}-${before}` : anchor];
    }),
  );
}

/** @param {Collected["families"]} families @param {Collected["types"]} types @param {Context} context */
function contents(families, types, { anchors }) {
  const link = (/** @type {string} */ text, key = text) => `[${text}](#${anchors.get(key)})`;
  const sections = [...families, ...(types.length ? [{ title: "Types", operators: types }] : [])];
  const rows = sections.map(
    ({ title, operators }) => `| ${link(title, `#${title}`)} | ${operators.map(({ name }) => link(name)).join(", ")} |`,
  );
  return ["| family | |", "|---|---|", ...rows, ""].join("\n");
}

/** A function's part of a page. @param {Operator} operator @param {Context} context */
export function section({ name, doc, options }, context) {
  const prose = (/** @type {string} */ text) => linked(text, context);
  const facts = [
    ["Shapes", doc.shapes],
    ["Gradient", doc.gradient],
    ["Source", doc.source],
    ...Object.entries(context.notes).map(([label, describe]) => [label, describe(name)]),
  ]
    .filter(([, text]) => text)
    .map(([label, text]) => `- **${label}:** ${prose(text)}`);
  return [
    `### ${name}\n`,
    `${prose(paragraphs(doc.text))}\n`,
    ...(facts.length ? [...facts, ""] : []),
    ...(options.length ? [optionTable(options, context)] : []),
    ...(doc.example ? [`\`\`\`ts\n${doc.example}\n\`\`\`\n`] : []),
  ].join("\n");
}

/** @param {Operator["options"]} options @param {Context} context */
function optionTable(options, context) {
  const cell = (/** @type {string} */ text) => linked(text, context).replaceAll("|", "\\|");
  const rows = options.map(
    ({ name, type, optional, text, value }) =>
      `| \`${name}\` | ${typeCell(type, context)} | ${cell(value || (optional ? "" : "required"))} | ${cell(text)} |`,
  );
  return ["| option | type | default | |", "|---|---|---|---|", ...rows, ""].join("\n");
}

/** A type in code, or a link to it where it stands on the page. @param {string} type @param {Context} context */
function typeCell(type, { anchors }) {
  const code = `\`${type.replaceAll("|", "\\|")}\``;
  const anchor = anchors.get(type);
  return anchor ? `[${code}](#${anchor})` : code;
}

/** A type's part of a page. @param {Collected["types"][number]} type @param {Context} context */
export function typeSection({ name, text, definition }, context) {
  return [`### ${name}\n`, `${linked(paragraphs(text), context)}\n`, `\`\`\`ts\n${definition}\n\`\`\`\n`].join("\n");
}

/** Lines of a paragraph in one; indented ones, which are code, as they are. @param {string} text */
function paragraphs(text) {
  return text
    .split(/\n{2,}/)
    .map((part) => (/^\s{4}/m.test(part) ? part : part.replace(/\s*\n\s*/g, " ")))
    .join("\n\n");
}

/** Links of doc comments as links of the page, or as code. @param {string} text @param {Context} context */
function linked(text, { anchors }) {
  const link = (/** @type {string} */ _, /** @type {string} */ name) =>
    anchors.has(name) ? `[\`${name}\`](#${anchors.get(name)})` : `\`${name}\``;
  return outsideCode(text, (part) => part.replace(/[*_<]|\](?=\()/g, "\\$&").replace(/\{@link (\w+)\}/g, link));
}

/** `change` applied to what is neither between backticks nor indented as code. @param {string} text @param {(part: string) => string} change */
function outsideCode(text, change) {
  return text
    .split("\n")
    .map((line) =>
      line.startsWith("    ")
        ? line
        : line
            .split(/(`[^`]*`)/)
            .map((part, i) => (i % 2 ? part : change(part)))
            .join(""),
    )
    .join("\n");
}
