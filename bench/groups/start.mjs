// What a user waits for in a fresh process: from the first line to the first prediction of LeNet-5, read from a file. Timed inside
// the process, so that the runtime's own start does not count.
import { writeFileSync } from "node:fs";
import { toOnnx } from "../convert/onnx.mjs";
import { parameterValues } from "../convert/values.mjs";
import { startChild } from "../support/child.mjs";
import { versionOf } from "../support/participants.mjs";
import { benchFile, builtFile } from "../support/paths.mjs";
import { Racer } from "../support/racer.mjs";

export const peers = ["onnxruntime-web", "tfjs-wasm"];

const labels = { group: "start", name: "import to first LeNet-5 prediction", shape: "1x28x28x1" };

export async function run({ fovea, places, peersOf, rounds, progress, wants }) {
  if (!wants(labels)) return [];
  const settings = await writeModels(fovea);
  const runtimes = [...new Set(places().map(({ runtime }) => runtime))];
  const starts = runtimes.flatMap((runtime) =>
    ["fovea", ...peersOf({ peers })].map((name) => freshProcess(name, runtime, settings)),
  );
  const racers = starts.map((start) => new Racer(start, labels, rounds));
  for (const racer of racers) await racer.load();
  for (const racer of racers) racer.compare(racers.find(({ sample }) => sample));
  for (let round = 1; round <= rounds; round++) {
    progress(`start ${round} of ${rounds}`);
    for (const racer of racers) await racer.turn(true);
  }
  return racers.map((racer) => racer.row());
}

/** The same network in the form that each library reads; the setting that names it. */
async function writeModels(fovea) {
  const graph = fovea.models.lenet5();
  const portable = fovea.describe(graph);
  const core = await fovea.engine({ threads: 1 });
  const net = await fovea.model(graph, { engine: core });
  const values = parameterValues(portable);
  net.setParameters(Object.fromEntries(portable.parameters.map(({ path }, i) => [path, values[i]])));
  const files = {
    fovea: ["safetensors", net.save()],
    "onnxruntime-web": ["onnx", toOnnx(portable, 1)],
    "tfjs-wasm": ["json", JSON.stringify(portable)],
  };
  core.dispose();
  const { mean, std } = portable.nodes[portable.inputs[0]].attributes;
  return Object.fromEntries(
    Object.entries(files).map(([name, [extension, content]]) => {
      const model = builtFile(`lenet5.${extension}`);
      writeFileSync(model, content);
      return [name, { threads: 1, model, mean: mean[0], std: std[0] }];
    }),
  );
}

/** Stands for a runner: every turn is a process of its own. */
function freshProcess(name, { label, command: [program, ...options], absent, browser }, settings) {
  let about = {};
  const start = async () => {
    if (absent || browser) throw new Error(absent ?? "only processes are started afresh");
    const child = await startChild(program, [
      ...options,
      benchFile(`runners/start/${name}.mjs`),
      JSON.stringify(settings[name]),
    ]);
    child.stop();
    const { ms, sample, ...rest } = child.about;
    about = rest;
    return { ms, sample };
  };
  return {
    get identity() {
      return { runner: name, runtime: label, build: null, threads: 1, version: versionOf(name), ...about };
    },
    ...{ load: start, turn: start, unload: async () => {} },
  };
}
