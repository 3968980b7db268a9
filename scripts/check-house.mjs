// The rules of the house that no compiler or linter knows. `node scripts/check-house.mjs` prints every breach, one a line.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readKernels } from "./kernels.mjs";
import { countLines, listSources, readSource } from "./source.mjs";

/** Imports run down this table or stay within a row. A file belongs to the first row that matches its path. */
const layers = [
  { name: "command line", files: /^src\/cli\// },
  { name: "files", files: /^src\/node\// },
  { name: "pictures", files: /^src\/images\// },
  {
    name: "host",
    files:
      /^src\/(train|training|data|formats|audio|augment|metrics|models|io)\/|^src\/(index(\.\w+)?|api|core|engine|model|network|parameters|summary)\.ts$/,
  },
  { name: "graph", files: /^src\/(graph|ops|plan|losses|optimizers|schedules)\// },
  { name: "base", files: /^src\/(error|exact|hash|random|version)\.ts$/ },
  { name: "bindings", files: /^bindings\// },
];

/** Where packages and `node:` modules may be imported; everything else must run in a page without a bundler. */
const packageUsers = /^src\/(cli|node|images)\//;

/** Where a module may be imported whose address is computed: one of the user's, in which fovea runs what it makes. */
const computedImporter = "bindings/platformWorkers.ts";

/** The only files that import .wasm files: the entries for runtimes that compile none themselves. */
const wasmImporters = /^src\/(images\/)?index\.workerd\.ts$/;

/** Names that only some runtimes have, or through which one reaches them. */
const runtimeNames = [
  "process",
  "Deno",
  "Bun",
  "navigator",
  "Worker",
  "window",
  "document",
  "require",
  "Buffer",
  "globalThis",
  "self",
  "global",
];
const runtimeUsers = /^bindings\/platform(\/|[\w.-]*\.ts$)|^bindings\/worker\.js$|^src\/(node|cli)\//;

/** Outside bindings, WebAssembly may stand only in the types of these files' public options. */
const wasmTypeUsers = /^src\/(core|engine)\.ts$/;

const lineLimits = [
  { files: /^assembly\//, lines: 300 },
  { files: /^(src|bindings|tests)\//, lines: 400 },
];

const generated = /^bindings\/(kernels|jpeg|(extension\.)?(strict|relaxed)|worker\.text)\.ts$/;

/** @typedef {import("./source.mjs").Source} Source */

/**
 * Every breach under `root`, as `file:line: what`.
 * @param {string} root
 * @returns {string[]}
 */
export function checkHouse(root) {
  const written = (/** @type {string} */ file) => !generated.test(file);
  const sources = listSources(root, ["src", "bindings"])
    .filter(written)
    .map((file) => readSource(root, file));
  return [
    ...sources.flatMap(checkImports),
    ...sources.flatMap(checkRuntimeNames),
    ...sources.flatMap(checkWebAssembly),
    ...checkTestImports(root),
    ...checkLengths(root, listSources(root, ["assembly", "src", "bindings", "tests"]).filter(written)),
    ...checkKernelUse(root, sources),
    ...checkOpTests(root, sources),
  ];
}

/** @param {string} file */
const layerOf = (file) => layers.findIndex(({ files }) => files.test(file));

/** @param {Source} source */
function checkImports({ file, imports }) {
  const from = layerOf(file);
  if (from < 0) return [`${file}:1: belongs to no layer; the table is in scripts/check-house.mjs`];
  return imports.flatMap(({ specifier, target, line }) => {
    const fault = target === null ? packageFault(file, specifier) : layerFault(file, from, target);
    return fault ? [`${file}:${line}: imports ${specifier}: ${fault}`] : [];
  });
}

/** @param {string} file @param {string} specifier */
function packageFault(file, specifier) {
  return packageUsers.test(file) || (file === computedImporter && specifier === "(computed)")
    ? ""
    : `only src/cli, src/node and src/images may import a package${specifier === "(computed)" ? " or a computed name" : ""}`;
}

/** @param {string} file @param {number} from @param {string} target */
function layerFault(file, from, target) {
  if (target.startsWith("assembly/")) return "nothing imports assembly/, it is compiled";
  if (target.endsWith(".wasm"))
    return wasmImporters.test(file) ? "" : "only an index.workerd.ts may import a .wasm file";
  const to = layerOf(target);
  if (to < 0) return "it belongs to no layer";
  return to < from ? `${layers[from].name} must not import ${layers[to].name}` : "";
}

/** @param {Source} source */
function checkRuntimeNames({ file, globals, strings }) {
  if (runtimeUsers.test(file)) return [];
  return [
    ...globals
      .filter(({ name }) => runtimeNames.includes(name))
      .map(({ name, line }) => `${file}:${line}: names ${name}, which not every runtime has; ask bindings/platform`),
    ...strings
      .filter(({ value }) => value.startsWith("node:"))
      .map(
        ({ value, line }) => `${file}:${line}: names "${value}", which not every runtime has; ask bindings/platform`,
      ),
  ];
}

/** @param {Source} source */
function checkWebAssembly({ file, globals }) {
  if (file.startsWith("bindings/")) return [];
  return globals
    .filter(({ name, inType }) => name === "WebAssembly" && !(inType && wasmTypeUsers.test(file)))
    .map(({ line }) => `${file}:${line}: names WebAssembly, which only bindings may`);
}

/** @param {string} root */
function checkTestImports(root) {
  const tests = listSources(root, ["tests"]).map((file) => readSource(root, file));
  return tests.flatMap(({ file, imports }) =>
    imports
      .filter(({ target }) => target?.startsWith("assembly/"))
      .map(({ specifier, line }) => `${file}:${line}: imports ${specifier}: nothing imports assembly/, it is compiled`),
  );
}

/** @param {string} root @param {string[]} files */
function checkLengths(root, files) {
  return files.flatMap((file) => {
    const limit = lineLimits.find(({ files }) => files.test(file))?.lines ?? Number.POSITIVE_INFINITY;
    const lines = countLines(root, file);
    return lines > limit ? [`${file}:${lines}: ${lines} lines, at most ${limit} are allowed here`] : [];
  });
}

/** @param {string} root @param {Source[]} sources */
function checkKernelUse(root, sources) {
  const users = sources.filter(
    ({ file, imports }) => file.startsWith("src/") && imports.some(({ target }) => target === "bindings/kernels.ts"),
  );
  const unused = readKernels(root).filter(({ name }) => !users.some(({ words }) => words.has(name)));
  return [...unused.map(({ file, line, name }) => `${file}:${line}: kernel ${name} is used by nothing in src/`)];
}

/** An op has a test file at its own place that names its layer. @param {string} root @param {Source[]} sources */
function checkOpTests(root, sources) {
  return sources
    .filter(({ file }) => file.startsWith("src/ops/"))
    .flatMap(({ file, exportedTypes }) => {
      const ops = [...exportedTypes].filter(([, type]) => type === "Op").map(([name]) => name.replace(/Op$/, ""));
      const test = file.replace(/^src\/(.*)\.ts$/, "tests/$1.test.ts");
      if (ops.length && !existsSync(join(root, test))) return [`${file}:1: exports an op, but there is no ${test}`];
      const { words } = ops.length ? readSource(root, test) : { words: new Set() };
      return ops.filter((op) => !words.has(op)).map((op) => `${file}:1: exports op ${op}, which ${test} does not name`);
    });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const breaches = checkHouse(fileURLToPath(new URL("..", import.meta.url)));
  for (const breach of breaches) console.error(breach);
  console.log(breaches.length ? `${breaches.length} breaches of the house rules` : "the house is in order");
  process.exitCode = breaches.length ? 1 : 0;
}
