// The smoke program bundled by esbuild from the installed package into one file, in Node.
import { missingFromNpm } from "../support/paths.mjs";
import { runProgram } from "../support/processes.mjs";
import { userProject } from "../support/project.mjs";

async function runBundle(signal) {
  const { build, version } = await import("esbuild");
  const root = await userProject();
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

export default {
  name: "esbuild",
  present: () => missingFromNpm("esbuild"),
  cases: [{ where: "bundle in Node", options: { threads: 2 }, expect: { threads: 2 }, run: runBundle }],
};
