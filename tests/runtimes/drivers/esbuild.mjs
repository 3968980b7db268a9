// The programs bundled by esbuild from the installed package into one file each, in Node.
import { missingFromNpm } from "../support/paths.mjs";
import { runProgram } from "../support/processes.mjs";
import { mediaProject, opsProject, recipeProject, userProject } from "../support/project.mjs";

async function runBundle(signal, root) {
  const { build, version } = await import("esbuild");
  const outfile = `${root}/bundle.mjs`;
  await build({
    entryPoints: [`${root}/process.mjs`],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
  return { ...(await runProgram([process.execPath], { threads: 2 }, signal, outfile)), version };
}

const bundle = { options: { threads: 2 }, expect: { threads: 2 } };

export default {
  name: "esbuild",
  present: () => missingFromNpm("esbuild"),
  cases: [
    { ...bundle, where: "bundle in Node", run: async (signal) => runBundle(signal, await userProject()) },
    {
      ...bundle,
      program: "ops",
      where: "bundle in Node, all ops",
      run: async (signal) => runBundle(signal, await opsProject({ bundled: true })),
    },
    {
      ...bundle,
      program: "recipe",
      where: "bundle in Node, recipes",
      run: async (signal) => runBundle(signal, await recipeProject({ bundled: true })),
    },
    {
      program: "media",
      where: "bundle in Node, pictures and sound",
      options: {},
      expect: {},
      run: async (signal) => runBundle(signal, await mediaProject({ bundled: true })),
    },
  ],
};
