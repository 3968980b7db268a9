// A program as a user writes it, which goes on where it was killed: LeNet-5 on digits that a worker distorts.
//   node program.mjs FOLDER     keeps its checkpoints in FOLDER
import { inWorkers } from "../../../build/src/data/index.js";
import { engine, model, sgd, softmaxCrossEntropy } from "../../../build/src/index.js";
import { lenet5 } from "../../../build/src/models/index.js";
import { checkpoints, latestCheckpoint } from "../../../build/src/node/index.js";

const folder = process.argv[2];
const core = await engine({ threads: 1 });
const train = await inWorkers(new URL("./data.mjs", import.meta.url), { export: "train", workers: 1, ahead: 4 });
const found = await latestCheckpoint(folder, { engine: core });
const net = found?.net ?? (await model(lenet5(), { engine: core, seed: 1 }));
console.log(JSON.stringify({ kind: "start", step: found?.step ?? 0 }));

const saved = checkpoints(folder, { every: { steps: 4 }, keep: 2, best: { metric: "loss" } });
const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
const options = { epochs: 4, seed: 1, optimizer, loss: softmaxCrossEntropy(), resume: found !== null };
for await (const event of net.fit(train, options)) await saved.after(event, net);
console.log(JSON.stringify({ kind: "done", parametersHash: net.parametersHash() }));
train.dispose();
core.dispose();
