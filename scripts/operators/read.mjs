// Declarations of a source file, and where an exported name is declared.
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseAst } from "vite";

/**
 * @typedef {{ name: string, optional: boolean, type: string, doc: string }} Field
 * @typedef {{ name: string, type: string }} Heritage a type with its arguments: `Omit<PoolOptions, "stride">`
 * @typedef {object} Declaration
 * @property {"function" | "interface" | "type"} kind
 * @property {string} name
 * @property {string} file
 * @property {string} doc the comment before it, without stars
 * @property {{ name: string, optional: boolean, type: string }[]} parameters of a function
 * @property {Field[]} fields of an interface, or of the object in a type
 * @property {string[]} parents of an interface; of a type, the parts of an intersection that are names
 * @property {{ name: string, fallback: string }[]} generics type parameters, and what stands for one that is not given
 * @property {string} text of a type, what stands behind the equals sign
 */

/** Reads files under a root once each. */
export class Sources {
  #root;
  /** @type {Map<string, { declarations: Map<string, Declaration>, exports: Export[], imports: Export[] }>} */
  #files = new Map();

  /** @param {string} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {string} file */
  read(file) {
    let found = this.#files.get(file);
    if (!found) {
      found = readFile(this.#root, file);
      this.#files.set(file, found);
    }
    return found;
  }

  /**
   * Every name that `file` exports, with its declaration; names declared outside src are left out.
   * @param {string} file
   * @returns {Map<string, Declaration>}
   */
  exported(file) {
    const { exports } = this.read(file);
    const found = new Map();
    for (const { local, name, from } of exports) {
      if (name === "*") for (const [key, declaration] of this.exported(from ?? file)) found.set(key, declaration);
      else {
        const declaration = from ? this.exported(from).get(local) : this.find(file, local);
        if (declaration) found.set(name, declaration);
      }
    }
    return found;
  }

  /**
   * What `name` means in `file`: declared there or imported.
   * @param {string} file
   * @param {string} name
   * @returns {Declaration | undefined}
   */
  find(file, name) {
    const { declarations, imports } = this.read(file);
    const here = declarations.get(name);
    if (here) return here;
    const imported = imports.find((each) => each.name === name);
    return imported?.from ? this.exported(imported.from).get(imported.local) : undefined;
  }
}

/** `local` of `from` (null: of the file itself) under the name `name`. @typedef {{ local: string, name: string, from: string | null }} Export */

/** @param {string} root @param {string} file */
function readFile(root, file) {
  const text = readFileSync(join(root, file), "utf8");
  const options = /** @type {const} */ ({ lang: "ts", astType: "ts" });
  const { body } = /** @type {any} */ (parseAst(text, /** @type {object} */ (options), file));
  /** @type {Map<string, Declaration>} */
  const declarations = new Map();
  /** @type {Export[]} */
  const exports = [];
  /** @type {Export[]} */
  const imports = [];
  const target = (/** @type {any} */ node) => (node.source ? resolve(root, file, node.source.value) : null);
  for (const node of body) {
    if (node.type === "ImportDeclaration" && target(node))
      for (const { imported, local } of node.specifiers)
        if (imported) imports.push({ local: imported.name, name: local.name, from: target(node) });
    if (node.type === "ExportAllDeclaration" && target(node))
      exports.push({ local: "*", name: "*", from: target(node) });
    if (node.type === "ExportNamedDeclaration" && (!node.source || target(node)))
      for (const { local, exported } of node.specifiers)
        exports.push({ local: local.name, name: exported.name, from: target(node) });
    const declaration = declare(text, file, node);
    // Of an overloaded function the first signature with a comment counts.
    if (declaration && !declarations.get(declaration.name)?.doc) declarations.set(declaration.name, declaration);
    if (declaration && node.type === "ExportNamedDeclaration")
      exports.push({ local: declaration.name, name: declaration.name, from: null });
  }
  return { declarations, exports, imports };
}

/** The file that a relative specifier names, or null. @param {string} root @param {string} file @param {string} specifier */
function resolve(root, file, specifier) {
  const path = posix.join(posix.dirname(file), specifier);
  return /^\.\.?\/.*\.ts$/.test(specifier) && existsSync(join(root, path)) ? path : null;
}

/**
 * What a statement declares.
 * @param {string} text
 * @param {string} file
 * @param {any} statement
 * @returns {Declaration | null}
 */
function declare(text, file, statement) {
  const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  const source = (/** @type {any} */ part) => text.slice(part.start, part.end).replace(/\s+/g, " ");
  const base = {
    file,
    doc: docBefore(text, statement.start),
    parameters: [],
    fields: [],
    parents: [],
    text: "",
    generics: (node?.typeParameters?.params ?? []).map((/** @type {any} */ each) => {
      const name = each.name.name ?? each.name;
      return { name, fallback: each.default ? source(each.default) : name };
    }),
  };
  const fields = (/** @type {any[]} */ members) =>
    members
      .filter(({ type, key }) => (type === "TSPropertySignature" || type === "TSMethodSignature") && key?.name)
      .map((member) => ({
        name: member.key.name,
        optional: Boolean(member.optional),
        type:
          member.type === "TSMethodSignature"
            ? `(${member.params.map(source).join(", ")}) => ${source(member.returnType.typeAnnotation)}`
            : source(member.typeAnnotation.typeAnnotation),
        doc: docBefore(text, member.start),
      }));
  switch (node?.type) {
    case "TSInterfaceDeclaration":
      return {
        ...base,
        kind: "interface",
        name: node.id.name,
        fields: fields(node.body.body),
        parents: (node.extends ?? []).map(source),
      };
    case "TSTypeAliasDeclaration": {
      const parts =
        node.typeAnnotation.type === "TSIntersectionType" ? node.typeAnnotation.types : [node.typeAnnotation];
      return {
        ...base,
        kind: "type",
        name: node.id.name,
        text: source(node.typeAnnotation),
        fields: parts.flatMap((/** @type {any} */ part) => (part.type === "TSTypeLiteral" ? fields(part.members) : [])),
        parents: parts.filter((/** @type {any} */ part) => part.type === "TSTypeReference").map(source),
      };
    }
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return { ...base, kind: "function", name: node.id.name, parameters: parametersOf(node, source) };
    case "VariableDeclaration": {
      const [{ id, init }] = node.declarations;
      if (init?.type !== "ArrowFunctionExpression") return null;
      return { ...base, kind: "function", name: id.name, parameters: parametersOf(init, source) };
    }
    default:
      return null;
  }
}

/** @param {any} node @param {(part: any) => string} source */
function parametersOf({ params }, source) {
  return params.map((/** @type {any} */ param) => {
    const { left = param } = param;
    const { argument: target = left } = left;
    const annotation = (left.typeAnnotation ?? target.typeAnnotation)?.typeAnnotation;
    return {
      name: (left.type === "RestElement" ? "..." : "") + (target.name ?? "options"),
      optional: left !== param || Boolean(left.optional),
      type: annotation ? source(annotation) : "unknown",
    };
  });
}

/** The comment that ends right before `start`, without its stars. @param {string} text @param {number} start */
function docBefore(text, start) {
  const before = text.slice(0, start).trimEnd();
  if (!before.endsWith("*/")) return "";
  const open = before.lastIndexOf("/**");
  return before
    .slice(open + 3, -2)
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim();
}
