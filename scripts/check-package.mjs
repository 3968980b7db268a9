// Packs the package as `npm publish` would and checks what a user would get: only expected files, all of them, and entry points
// that resolve with types (publint, attw).
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { workers } from "./bundle.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const required = [
  "package.json",
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
  "THIRD-PARTY.md",
  "build/jpeg.wasm",
  ...targets({ ...manifest.exports, ...manifest.bin }),
  ...workers.map((file) => `build/${file.replace(/ts$/, "js")}`),
];
const compiled = /^build\/((?:src|bindings)\/.+?)\.d\.ts$/;

const folder = mkdtempSync(join(tmpdir(), "fovea-package-"));
try {
  const [{ filename, files, size }] = JSON.parse(
    call("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]),
  );
  const packed = files.map((/** @type {{ path: string }} */ { path }) => path);
  const tarball = join(folder, filename);
  const faults = [
    ...required.filter((path) => !packed.includes(path)).map((path) => `the package lacks ${path}`),
    ...packed
      .filter((/** @type {string} */ path) => !isExpected(path))
      .map((/** @type {string} */ path) => `the package holds ${path}`),
    ...tool("publint/src/cli.js", ["run", tarball, "--strict"]),
    ...tool("@arethetypeswrong/cli/dist/index.js", [
      tarball,
      "--profile",
      "esm-only",
      "--exclude-entrypoints",
      "strict.wasm",
      "relaxed.wasm",
      "extension.strict.wasm",
      "extension.relaxed.wasm",
      "package.json",
    ]),
  ];
  for (const fault of faults) console.error(fault);
  console.log(
    `${packed.length} files, ${(size / 1024).toFixed(0)} KiB packed: ${faults.length ? "faulty" : "in order"}`,
  );
  process.exitCode = faults.length ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}

/** The files that an exports or bin field points to. @param {string | object} entry @returns {string[]} */
function targets(entry) {
  return typeof entry === "string" ? [entry.replace(/^\.\//, "")] : Object.values(entry).flatMap(targets);
}

/** True for what is required, for chunks, and for the types of a source that exists. @param {string} path */
function isExpected(path) {
  const source = path.match(compiled)?.[1];
  return (
    required.includes(path) ||
    /^build\/chunks\/[\w.-]+\.js$/.test(path) ||
    (source !== undefined && existsSync(join(root, `${source}.ts`)))
  );
}

/** Runs an installed tool, which is silent unless it fails; then its output is the fault. @param {string} script @param {string[]} args @returns {string[]} */
function tool(script, args) {
  try {
    call(process.execPath, [join("node_modules", script), ...args]);
    return [];
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
    return [`${script}: ${stdout}${stderr}`];
  }
}

/** @param {string} program @param {string[]} args */
function call(program, args) {
  return execFileSync(program, args, { cwd: root, encoding: "utf8", stdio: "pipe" });
}
