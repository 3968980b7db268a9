// Reads the kernels and their argument classes out of assembly/ and writes bindings/kernels.ts: typed argument writers, so that
// nobody counts positional numbers by hand. AssemblyScript's own parser reads the files.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import * as compiler from "assemblyscript";
import { listSources } from "./source.mjs";

const { ClassDeclaration, ExportStatement, FieldDeclaration, FunctionDeclaration, ImportStatement, NamedTypeNode } =
  compiler;
/** A const enum in the package's types, but an object in fact. */
const { CommonFlags } = /** @type {any} */ (compiler);

/** Field type in assembly/ -> type in TypeScript. @type {Record<string, string>} */
const fieldTypes = { usize: "Slot", i32: "number", f32: "number" };

/** The core's entry: kernels that every program loads, and the tape. */
const CORE = "assembly/index.ts";

/**
 * The entries of the two .wasm modules: the core, and for the extension every other file with kernels. What stands in the core is
 * a decision, so it is listed; all else need not be.
 * @param {string} root
 * @returns {Record<"core" | "extension", string[]>}
 */
export function moduleEntries(root) {
  const core = exportedFiles(root, CORE, []);
  const others = listSources(root, ["assembly"]).filter((file) => !/__tests__/.test(file) && !core.includes(file));
  return { core: [CORE], extension: others.filter((file) => parseFile(root, file, []).statements.some(isKernel)) };
}

/**
 * @typedef {{ name: string, type: string, comment: string }} Field
 * @typedef {{ name: string, file: string, line: number, doc: string, fields: Field[], extension: boolean }} Kernel
 * @typedef {(node: compiler.Node, message: string) => void} Complain
 */

/**
 * All kernels under `root`: the core's in the order of assembly/index.ts, then the extension's by name. Throws one error that lists every fault, one a line.
 * @param {string} root
 * @returns {Kernel[]}
 */
export function readKernels(root) {
  /** @type {string[]} */
  const faults = [];
  const core = exportedFiles(root, CORE, faults).flatMap((file) => readFile(root, file, faults));
  const further = moduleEntries(root)
    .extension.flatMap((file) => readFile(root, file, faults))
    .map((kernel) => ({ ...kernel, extension: true }));
  const kernels = [...core, ...further.sort((a, b) => (a.name < b.name ? -1 : 1))];
  /** @type {Map<string, Kernel>} */
  const byName = new Map();
  for (const kernel of kernels) {
    const first = byName.get(kernel.name);
    if (first) faults.push(`${at(kernel)}: kernel ${kernel.name} is declared twice, first at ${at(first)}`);
    else byName.set(kernel.name, kernel);
  }
  if (faults.length) throw new Error(faults.join("\n"));
  return kernels;
}

/**
 * Writes bindings/kernels.ts under `root` when its text would change.
 * @param {string} root
 */
export function writeKernels(root) {
  const kernels = readKernels(root);
  const path = join(root, "bindings/kernels.ts");
  const text = render(kernels);
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  return kernels.length;
}

/** @param {{ file: string, line: number }} place */
const at = ({ file, line }) => `${file}:${line}`;

/**
 * The syntax tree of one file.
 * @param {string} root
 * @param {string} file
 * @param {string[]} faults
 */
function parseFile(root, file, faults) {
  const program = compiler.newProgram(compiler.newOptions());
  compiler.parse(program, readFileSync(join(root, file), "utf8"), file, true);
  const source = program.sources.find((source) => source.normalizedPath === file);
  if (!source) throw new Error(`${file}: the AssemblyScript parser returned nothing`);
  for (const { message, range } of program.diagnostics)
    faults.push(`${file}:${range ? source.lineAt(range.start) : 1}: ${message}`);
  return source;
}

/**
 * `file` and the files that it re-exports, in its order.
 * @param {string} root
 * @param {string} file
 * @param {string[]} faults
 * @returns {string[]}
 */
function exportedFiles(root, file, faults) {
  const source = parseFile(root, file, faults);
  const paths = source.statements.flatMap((statement) =>
    statement instanceof ExportStatement && statement.path
      ? [{ path: posix.join(posix.dirname(file), `${statement.path.value}.ts`), line: lineOf(source, statement) }]
      : [],
  );
  const missing = paths.filter(({ path }) => !existsSync(join(root, path)));
  for (const { path, line } of missing) faults.push(`${file}:${line}: there is no ${path}`);
  return [file, ...paths.filter((entry) => !missing.includes(entry)).map(({ path }) => path)];
}

/**
 * The kernels of one file, in its order.
 * @param {string} root
 * @param {string} file
 * @param {string[]} faults
 * @returns {Kernel[]}
 */
function readFile(root, file, faults) {
  const source = parseFile(root, file, faults);
  /** @type {Complain} */
  const complain = (node, message) => void faults.push(`${file}:${lineOf(source, node)}: ${message}`);
  const classes = argumentClasses(source, complain);
  /** @type {Set<string>} */
  const used = new Set();
  const kernels = source.statements.filter(isKernel).map((statement) => {
    const name = statement.name.text;
    if (signature(statement) !== "(args: usize, begin: i32, end: i32): void")
      complain(statement, `kernel ${name} must be declared ${name}(args: usize, begin: i32, end: i32): void`);
    const className = argumentsOf(name);
    const declaration = classes.get(className);
    if (!declaration) complain(statement, `kernel ${name} has no class ${className} in this file`);
    used.add(className);
    const doc = docBefore(source.text, statement.range.start);
    const base = declaration ? readBase(root, file, source, declaration, faults) : [];
    const fields = declaration ? [...base, ...readFields(declaration, source, complain)] : [];
    return { name, file, line: lineOf(source, statement), doc, fields, extension: false };
  });
  for (const [name, declaration] of classes)
    if (!used.has(name)) complain(declaration, `class ${name} belongs to no kernel of this file`);
  return kernels;
}

/** The class that holds a kernel's arguments. @param {string} kernel */
const argumentsOf = (kernel) => `${kernel[0].toUpperCase()}${kernel.slice(1)}Args`;

/** @param {compiler.Source} source @param {compiler.Node} node */
const lineOf = (source, node) => source.lineAt(node.range.start);

/**
 * @param {compiler.Source} source
 * @param {Complain} complain
 */
function argumentClasses(source, complain) {
  /** @type {Map<string, compiler.ClassDeclaration>} */
  const classes = new Map();
  for (const statement of source.statements) {
    if (!(statement instanceof ClassDeclaration) || !statement.name.text.endsWith("Args")) continue;
    if (classes.has(statement.name.text)) complain(statement, `class ${statement.name.text} is declared twice`);
    classes.set(statement.name.text, statement);
  }
  return classes;
}

/**
 * An exported function whose first parameter is `args` means to be a kernel.
 * @param {compiler.Statement} statement
 * @returns {statement is compiler.FunctionDeclaration}
 */
function isKernel(statement) {
  if (!(statement instanceof FunctionDeclaration) || !statement.is(CommonFlags.Export)) return false;
  return statement.signature.parameters[0]?.name.text === "args";
}

/** A function's parameters and result, as its declaration spells them. @param {compiler.FunctionDeclaration} declaration */
function signature({ signature: { parameters, returnType } }) {
  return `(${parameters.map(({ name, type }) => `${name.text}: ${typeName(type)}`).join(", ")}): ${typeName(returnType)}`;
}

/** @param {compiler.TypeNode | null} type */
function typeName(type) {
  if (!type || type.isNullable) return type ? "nullable" : "untyped";
  return type instanceof NamedTypeNode ? type.name.identifier.text : "no plain type";
}

/**
 * The fields that an argument class inherits from a class of another file: what several kernels share comes first.
 * @param {string} root
 * @param {string} file
 * @param {compiler.Source} source
 * @param {compiler.ClassDeclaration} declaration
 * @param {string[]} faults
 * @returns {Field[]}
 */
function readBase(root, file, source, declaration, faults) {
  if (!declaration.extendsType) return [];
  const name = declaration.extendsType.name.identifier.text;
  const fail = (/** @type {string} */ message) => {
    faults.push(`${file}:${lineOf(source, declaration)}: class ${declaration.name.text} extends ${name}, ${message}`);
    return [];
  };
  const from = source.statements.find(
    (statement) =>
      statement instanceof ImportStatement && statement.declarations?.some((each) => each.name.text === name),
  );
  if (!(from instanceof ImportStatement)) return fail("which this file does not import");
  const baseFile = posix.join(posix.dirname(file), `${from.path.value}.ts`);
  const baseSource = parseFile(root, baseFile, faults);
  const base = baseSource.statements.find((each) => each instanceof ClassDeclaration && each.name.text === name);
  if (!(base instanceof ClassDeclaration)) return fail(`which ${baseFile} does not declare`);
  return readFields(base, baseSource, (node, message) => {
    faults.push(`${baseFile}:${lineOf(baseSource, node)}: ${message}`);
  });
}

/**
 * @param {compiler.ClassDeclaration} declaration
 * @param {compiler.Source} source
 * @param {Complain} complain
 * @returns {Field[]}
 */
function readFields(declaration, source, complain) {
  const className = declaration.name.text;
  if (!declaration.decorators?.some(({ name }) => "text" in name && name.text === "unmanaged"))
    complain(declaration, `class ${className} must be @unmanaged: it is a plain struct in memory`);
  if (!declaration.members.length) complain(declaration, `class ${className} has no fields`);
  let previousLine = 0;
  return declaration.members.flatMap((member) => {
    const name = member.name.text;
    if (!(member instanceof FieldDeclaration) || member.is(CommonFlags.Static) || member.initializer) {
      complain(member, `${className}.${name}: only plain fields may stand in an argument class`);
      return [];
    }
    const type = typeName(member.type);
    if (!Object.hasOwn(fieldTypes, type)) {
      complain(member, `${className}.${name} is ${type}; an argument is usize, i32 or f32`);
      return [];
    }
    const line = lineOf(source, member);
    if (line === previousLine) complain(member, `${className}.${name} needs a line of its own`);
    previousLine = line;
    const [rest] = source.text.slice(member.range.end).split("\n", 1);
    return [{ name, type, comment: rest.match(/\/\/\s*(.*?)\s*$/)?.[1] ?? "" }];
  });
}

/**
 * The doc comment that ends right before `position`, without its delimiters; "" if there is none.
 * @param {string} text
 * @param {number} position
 */
function docBefore(text, position) {
  const end = text.slice(0, position).trimEnd();
  if (!end.endsWith("*/")) return "";
  const start = end.lastIndexOf("/*");
  return end.startsWith("/**", start) ? end.slice(start + 3, -2).trim() : "";
}

/** @param {Kernel[]} kernels */
function render(kernels) {
  const header = [
    "// Generated by scripts/kernels.mjs from assembly/. Do not edit.",
    'import type { Kernel, Slot } from "./slot.ts";',
  ].join("\n");
  return `${[header, ...kernels.map(renderKernel)].join("\n\n")}\n`;
}

/** @param {Kernel} kernel */
function renderKernel({ name, file, doc, fields, extension }) {
  const interfaceName = argumentsOf(name);
  const members = fields.map((field) => {
    const optional = field.type === "usize" && /\bor 0\b/.test(field.comment) ? " | null" : "";
    const comment = field.comment ? `  /** ${field.comment.replaceAll("*/", "* /")} */\n` : "";
    return `${comment}  ${field.name}: ${fieldTypes[field.type]}${optional};\n`;
  });
  const list = fields.map((field) => field.name + (field.type === "f32" ? ":f" : "")).join(" ");
  const lines = doc.split("\n").map((line) => line.replace(/^\s*\*?\s?/, "").trimEnd());
  const comment = ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), ` * @see ${file}`, " */"].join("\n");
  return [
    `/** Arguments of {@link ${name}}. */\nexport interface ${interfaceName} {\n${members.join("")}}`,
    `${comment}\nexport const ${name}: Kernel<${interfaceName}> = { name: "${name}", fields: "${list}"${extension ? ", extension: true" : ""} };`,
  ].join("\n\n");
}
