// Bundles the sources into one file for each entry of package.json, with what entries share in chunks. A page without a bundler
// then loads a few small files instead of a hundred with their comments; the relaxed core stays apart until `fast` asks for it.
// Packages that users install (`dependencies`) stay imports; the others that the sources import (codecs) go into the bundle, as a page
// without a bundler finds no package by its name. THIRD-PARTY.md holds their licences.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, transform } from "esbuild";

/** What workers of the command line load, which no user imports. */
export const workers = ["src/cli/folder/worker.ts"];

/**
 * Writes build/src/*.js and build/chunks/*.js from the sources under `root`.
 * @param {string} root
 */
export async function bundle(root) {
  const { exports, bin, dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entries = [...targets(exports), ...targets(bin)]
    .filter((path) => path.endsWith(".js"))
    .map((path) => path.replace(/^(\.\/)?build\//, "").replace(/js$/, "ts"));
  rmSync(join(root, "build/chunks"), { recursive: true, force: true });
  const { outputFiles } = await build({
    write: false,
    absWorkingDir: root,
    entryPoints: [...new Set([...entries, ...workers])],
    outdir: "build",
    outbase: ".",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    external: ["node:*", "*.wasm", ...Object.keys(dependencies)],
    mainFields: ["module", "main"],
    plugins: [codecWithoutFile],
    minifySyntax: true, // but not identifiers: a stack trace should be readable
    logLevel: "warning",
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    // An import for side effects alone, which no source has; bundlers would warn of it.
    writeFileSync(path, (await withoutSpace(text)).replace(/import"[./]+(chunks\/)?chunk-[^"]+";/g, ""));
  }
}

/** Characters of a line, not to be cut within a string: Node prints the whole line above an error that nobody catches. */
const LINE = 500;

/** The JPEG decoder's module names its .wasm file, which it never loads here but every bundler of a user's would look for. */
const codecWithoutFile = {
  name: "codec-without-file",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /mozjpeg_dec\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const contents = text.replace('new URL("mozjpeg_dec.wasm",import.meta.url).href', '""');
      if (contents === text) throw new Error(`${path}: does not name its .wasm file as it did`);
      return { contents };
    });
  },
};

/**
 * `code` without whitespace, but with its marks of pure calls, without which a user's bundler keeps every op: esbuild drops them
 * with the comments. Meanwhile a name stands for each.
 * @param {string} code
 */
async function withoutSpace(code) {
  const marked = code.replace(/\/\* @__PURE__ \*\/ (new )?(?=[\w$])/g, "$1PURE$$.");
  if (marked.includes("@__PURE__")) throw new Error("a pure call must be one of a name, f(...) or new F(...)");
  const { code: small } = await transform(marked, { minifyWhitespace: true, target: "es2022", lineLimit: LINE });
  return small.replace(/(new )?PURE\$\./g, "/*@__PURE__*/$1");
}

/** The files that an exports or bin field points to. @param {string | object} entry @returns {string[]} */
function targets(entry) {
  return typeof entry === "string" ? [entry] : Object.values(entry).flatMap(targets);
}
