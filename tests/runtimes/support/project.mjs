// Users' projects: programs in folders of their own, with fovea installed.
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { mnistModule } from "./mnist.mjs";
import { PROGRAM, ROOT } from "./paths.mjs";
import { run } from "./process.mjs";

let smokeFolder;
let exampleFolder;
const opsFolders = new Map();

/** The smoke program as a user's project; like the next, made at the first call and removed when the tests end. */
export const userProject = () => (smokeFolder ??= makeSmokeProject());

/** The examples as a user's project. */
export const exampleProject = () => (exampleFolder ??= makeProject(`${ROOT}/examples`));

/**
 * The program of all ops, with the golden cases. `bundled`: it finds the package by its name, which needs a bundler in a page and a
 * permission in Deno; else by path.
 */
export function opsProject({ bundled = false } = {}) {
  if (!opsFolders.has(bundled)) opsFolders.set(bundled, makeOpsProject(bundled));
  return opsFolders.get(bundled);
}

const mediaFolders = new Map();

/** The program of pictures and sound; `bundled` as for {@link opsProject}. */
export function mediaProject({ bundled = false } = {}) {
  if (!mediaFolders.has(bundled)) mediaFolders.set(bundled, makeMediaProject(bundled));
  return mediaFolders.get(bundled);
}

const recipeFolders = new Map();

/** The program of the recipes; `bundled` as for {@link opsProject}. */
export function recipeProject({ bundled = false } = {}) {
  if (!recipeFolders.has(bundled)) recipeFolders.set(bundled, makeRecipeProject(bundled));
  return recipeFolders.get(bundled);
}

let mnistFolder;

/** The program of real data, with MNIST. */
export const mnistProject = () => (mnistFolder ??= makeMnistProject());

const RECIPES = `${ROOT}/examples/recipes`;

async function makeMnistProject() {
  const folder = await projectOf("mnist.mjs", ["mnist-lenet5.mjs"], false);
  writeFileSync(`${folder}/mnistFiles.mjs`, mnistModule());
  return folder;
}

const makeRecipeProject = (bundled) =>
  projectOf("recipe.mjs", ["mnist-lenet5.mjs", "mnist-cnn.mjs", "resnet9.mjs"], bundled);

/** The program called `name`, with the recipes that it imports beside it. */
async function projectOf(name, recipes, bundled) {
  const folder = await makeProject(PROGRAM);
  copyFileSync(`${PROGRAM}/main.${name}`, `${folder}/main.mjs`);
  for (const file of [...recipes.map((recipe) => join(RECIPES, recipe)), `${PROGRAM}/${name}`]) {
    const text = readFileSync(file, "utf8");
    writeFileSync(join(folder, basename(file)), bundled ? text : byPath(text));
  }
  return folder;
}

/** A module's text that finds the package by path: the only way in every runtime, page and worker. */
const byPath = (text) =>
  text.replaceAll(/from "fovea(\/\w+)?"/g, (_, entry = "") => `from "./node_modules/fovea/build/src${entry}/index.js"`);

async function makeMediaProject(bundled) {
  const folder = await makeProject(PROGRAM);
  copyFileSync(`${PROGRAM}/main.media.mjs`, `${folder}/main.mjs`);
  if (bundled) copyFileSync(`${PROGRAM}/mediaLibrary.package.mjs`, `${folder}/mediaLibrary.mjs`);
  const { pictures } = JSON.parse(readFileSync(`${ROOT}/tests/golden/pictures.json`, "utf8"));
  writeFileSync(`${folder}/cases.mjs`, `export default ${JSON.stringify({ pictures })};\n`);
  return folder;
}

async function makeOpsProject(bundled) {
  const folder = await makeProject(PROGRAM);
  copyFileSync(`${PROGRAM}/main.ops.mjs`, `${folder}/main.mjs`);
  if (bundled) copyFileSync(`${PROGRAM}/library.package.mjs`, `${folder}/library.mjs`);
  writeFileSync(`${folder}/cases.mjs`, `export default ${JSON.stringify(goldenCases())};\n`);
  return folder;
}

/** The cases of tests/golden/ops by family, without what PyTorch computed; `still` are inputs that have no gradient. */
function goldenCases() {
  const folder = `${ROOT}/tests/golden/ops`;
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const bare = ({ y, dx, dp, shape, tolerance, ...asked }) => ({
    ...asked,
    still: dx?.map((each) => each === null) ?? [],
  });
  return Object.fromEntries(
    files.sort().map((file) => {
      const { cases } = JSON.parse(readFileSync(join(folder, file), "utf8"));
      return [file.replace(".json", ""), cases.map(bare)];
    }),
  );
}

async function makeSmokeProject() {
  const folder = await makeProject(PROGRAM);
  copyFileSync(`${PROGRAM}/fovea.package.mjs`, `${folder}/fovea.mjs`);
  return folder;
}

/** Copies the files of `source` to a new folder and installs fovea there, from the package as it would be published. */
async function makeProject(source) {
  const folder = temporaryFolder();
  cpSync(source, folder, { recursive: true });
  const library = `${folder}/node_modules/fovea`;
  mkdirSync(library, { recursive: true });
  // --ignore-scripts: the tests run what is built, they do not build
  const packed = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], { cwd: ROOT });
  const [{ filename }] = JSON.parse(packed);
  await run("tar", ["-xzf", join(folder, filename), "-C", library, "--strip-components=1"]);
  return folder;
}

/** A new empty folder that is removed when this process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "fovea-runtimes-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
