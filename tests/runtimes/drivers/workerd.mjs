// workerd: the package's `workerd` condition, bundled as wrangler bundles it. It has no threads.
import { copyFileSync } from "node:fs";
import { bundleForEdge, withEdge } from "../support/edge.mjs";
import { HERE, installed, missingFromNpm } from "../support/paths.mjs";
import { run } from "../support/process.mjs";
import { mediaProject, opsProject, recipeProject, temporaryFolder, userProject } from "../support/project.mjs";

async function runInWorkerd(signal, project, config = "edge.capnp") {
  const folder = temporaryFolder();
  await bundleForEdge(`${project}/edge.mjs`, folder);
  copyFileSync(`${HERE}/support/${config}`, `${folder}/${config}`);
  return withEdge(`${folder}/${config}`, signal, async (origin) => {
    const response = await fetch(origin, { method: "POST", body: "{}", signal });
    const result = await response.json();
    if (result.error) throw new Error(result.error);
    const version = (await run(installed("workerd"), ["--version"])).replace("workerd", "").trim();
    return { ...result, version };
  });
}

const edge = { options: {}, expect: { threads: 1, reason: /share memory/ } };

export default {
  name: "workerd",
  present: () => missingFromNpm("workerd"),
  cases: [
    { ...edge, where: "edge function", run: async (signal) => runInWorkerd(signal, await userProject()) },
    {
      ...edge,
      program: "ops",
      where: "edge function, all ops",
      run: async (signal) => runInWorkerd(signal, await opsProject({ bundled: true })),
    },
    {
      ...edge,
      program: "recipe",
      where: "edge function, recipes",
      run: async (signal) => runInWorkerd(signal, await recipeProject({ bundled: true })),
    },
    {
      program: "media",
      where: "edge function, pictures and sound",
      options: {},
      expect: {},
      run: async (signal) => runInWorkerd(signal, await mediaProject({ bundled: true }), "media.capnp"),
    },
  ],
};
