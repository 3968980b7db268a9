// Users' projects: programs in folders of their own, with fovea installed.
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM, ROOT } from "./paths.mjs";
import { run } from "./process.mjs";

let smokeFolder;
let exampleFolder;

/** The smoke program as a user's project; like the next, made at the first call and removed when the tests end. */
export const userProject = () => (smokeFolder ??= makeSmokeProject());

/** The examples as a user's project. */
export const exampleProject = () => (exampleFolder ??= makeProject(`${ROOT}/examples`));

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
