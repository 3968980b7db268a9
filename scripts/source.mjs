// What the house rules need to know of a source file, from its syntax tree.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseAst } from "vite";

/**
 * @typedef {{ name: string, line: number, inType: boolean }} Use
 * @typedef {object} Source
 * @property {string} file path relative to the root
 * @property {number} lines
 * @property {{ specifier: string, target: string | null, line: number }[]} imports `target`: the file, null for a package
 * @property {Use[]} globals identifiers that the file uses but declares nowhere
 * @property {{ value: string, line: number }[]} strings
 * @property {Set<string>} words every identifier, also names of properties
 * @property {Map<string, string>} exportedTypes the declared types of exported constants, by name, without type arguments
 */

/**
 * Files under `folders` of `root`, sorted; installed packages and declaration files excepted.
 * @param {string} root
 * @param {string[]} folders
 */
export function listSources(root, folders) {
  const isSource = (/** @type {string} */ path) =>
    /\.(ts|js|mjs)$/.test(path) && !/\.d\.ts$|(^|\/)node_modules\//.test(path);
  return folders
    .flatMap((folder) =>
      listFiles(join(root, folder))
        .map((path) => posix.join(folder, path))
        .filter(isSource),
    )
    .sort();
}

/** @param {string} folder */
function listFiles(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * @param {string} root
 * @param {string} file
 */
export const countLines = (root, file) => readFileSync(join(root, file), "utf8").trimEnd().split("\n").length;

/**
 * @param {string} root
 * @param {string} file
 * @returns {Source}
 */
export function readSource(root, file) {
  const text = readFileSync(join(root, file), "utf8");
  const options = /** @type {const} */ ({ lang: "ts", astType: "ts" });
  const program = parseAst(text, /** @type {object} */ (options), file);
  const starts = lineStarts(text);
  /** @type {Source} */
  const source = {
    file,
    lines: countLines(root, file),
    imports: [],
    globals: [],
    strings: [],
    words: new Set(),
    exportedTypes: new Map(),
  };
  const declared = new Set();
  visit(program, null, "", false, (node, parent, key, inType) => {
    const line = lineAt(starts, node.start);
    if (node.type === "Identifier" || node.type === "JSXIdentifier") {
      source.words.add(node.name);
      if (isDeclaration(parent, key)) declared.add(node.name);
      else if (!isPropertyName(parent, key)) source.globals.push({ name: node.name, line, inType });
    }
    if (node.type === "Literal" && typeof node.value === "string") source.strings.push({ value: node.value, line });
    const specifier = imported(node);
    if (specifier !== null) source.imports.push({ specifier, target: resolve(file, specifier), line });
    for (const [name, type] of exportedTypes(node)) source.exportedTypes.set(name, type);
  });
  source.globals = source.globals.filter(({ name }) => !declared.has(name));
  return source;
}

/** Nodes of a type whose child `expression` is a value again. */
const wrappers = new Set([
  "TSAsExpression",
  "TSNonNullExpression",
  "TSSatisfiesExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
]);

/**
 * Calls `enter` for every node below `node`. `pattern` keys pass their parent on, so that a name within a destructuring pattern
 * is known as a declaration.
 * @param {any} node
 * @param {any} parent
 * @param {string} key
 * @param {boolean} inType
 * @param {(node: any, parent: any, key: string, inType: boolean) => void} enter
 */
function visit(node, parent, key, inType, enter) {
  const here = inType || (node.type.startsWith("TS") && !wrappers.has(node.type));
  enter(node, parent, key, here);
  for (const [name, child] of Object.entries(node)) {
    const isPattern = patternParts.has(`${node.type}.${name}`) && isDeclaration(parent, key);
    for (const item of Array.isArray(child) ? child : [child]) {
      if (typeof item?.type !== "string") continue;
      if (isPattern) visit(item, parent, key, here, enter);
      else visit(item, node, name, here, enter);
    }
  }
}

/** Through these a destructuring pattern declares names. */
const patternParts = new Set([
  "ObjectPattern.properties",
  "ArrayPattern.elements",
  "Property.value",
  "AssignmentPattern.left",
  "RestElement.argument",
  "TSParameterProperty.parameter",
]);

/** `Parent.key` under which an identifier declares a name. */
const declarations = new Set([
  "VariableDeclarator.id",
  "FunctionDeclaration.id",
  "FunctionDeclaration.params",
  "FunctionExpression.id",
  "FunctionExpression.params",
  "ArrowFunctionExpression.params",
  "TSEmptyBodyFunctionExpression.params",
  "TSDeclareFunction.id",
  "TSDeclareFunction.params",
  "TSFunctionType.params",
  "TSConstructorType.params",
  "TSCallSignatureDeclaration.params",
  "TSMethodSignature.params",
  "TSIndexSignature.parameters",
  "TSTypeParameter.name",
  "TSTypeAliasDeclaration.id",
  "TSInterfaceDeclaration.id",
  "TSNamedTupleMember.label",
  "ClassDeclaration.id",
  "ClassExpression.id",
  "CatchClause.param",
  "ImportSpecifier.local",
  "ImportDefaultSpecifier.local",
  "ImportNamespaceSpecifier.local",
]);

/** @param {any} parent @param {string} key */
const isDeclaration = (parent, key) => declarations.has(`${parent?.type}.${key}`);

/** A name after a dot or before a colon, which says nothing of variables. @param {any} parent @param {string} key */
function isPropertyName(parent, key) {
  if (key === "property" || key === "key") return !parent.computed;
  return (
    key === "imported" ||
    key === "exported" ||
    key === "label" ||
    (key === "right" && parent.type === "TSQualifiedName")
  );
}

/** The specifier that a node imports or re-exports from, or null. @param {any} node @returns {string | null} */
function imported(node) {
  if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) return node.source?.value ?? null;
  if (node.type === "ImportExpression")
    return node.source.type === "Literal" ? String(node.source.value) : "(computed)";
  if (node.type === "TSImportType") return node.source?.value ?? node.argument?.literal?.value ?? null;
  return null;
}

/** @param {string} file @param {string} specifier */
const resolve = (file, specifier) => (/^\.\.?\//.test(specifier) ? posix.join(posix.dirname(file), specifier) : null);

/** @param {any} node @returns {[name: string, type: string][]} */
function exportedTypes(node) {
  if (node.type !== "ExportNamedDeclaration" || node.declaration?.type !== "VariableDeclaration") return [];
  return node.declaration.declarations
    .map((/** @type {any} */ { id }) => [id.name, id.typeAnnotation?.typeAnnotation.typeName?.name])
    .filter((/** @type {[string, string | undefined]} */ [, type]) => type);
}

/** @param {string} text */
function lineStarts(text) {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}

/** @param {number[]} starts @param {number} position */
const lineAt = (starts, position) => starts.findLastIndex((start) => start <= position) + 1;

/**
 * Files of assembly/ and all that they import, directly or not, sorted.
 * @param {string} root
 * @param {string[]} entries
 */
export function sourcesOf(root, entries) {
  const found = new Set(entries);
  for (const file of found) {
    const text = readFileSync(join(root, file), "utf8");
    for (const [, path] of text.matchAll(/\bfrom "(\.{1,2}\/[^"]+)"/g))
      found.add(`${posix.join(posix.dirname(file), path)}.ts`);
  }
  return [...found].sort();
}
