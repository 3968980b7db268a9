// What the recipes share when they run in Node: options, the data's folder, a line an epoch, the result.
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { engine, FoveaError } from "fovea";
import { checkpoints, latestCheckpoint, saveModel, writeReport } from "fovea/node";

/** The recipe that runs; there is none where this is only loaded. */
const recipe = () => basename(process.argv[1], ".mjs");

const options = {
  data: { type: "string" },
  seed: { type: "string", default: "1" },
  epochs: { type: "string" },
  threads: { type: "string" },
  save: { type: "string" },
  report: { type: "string" },
  checkpoints: { type: "string" },
  json: { type: "boolean", default: false },
};

/**
 * Runs `train` on what `read(folder)` gives. `more` are options of the recipe's own, as parseArgs has them; `train` gets what is
 * given, numbers as such, and returns figures, with the model as `net` and as `shown` the samples that a report shows its work on.
 * Prints the figures in a line, as JSON with --json; saves the model with --save FILE, writes a page about it with --report FILE.
 * With --checkpoints DIR it goes on from the last checkpoint there, and writes one every ten seconds.
 */
export async function run(train, read, more = {}) {
  try {
    await runRecipe(train, read, more);
  } catch (error) {
    // What the user can mend is said in a line; all else is a fault, and comes with its stack.
    if (!(error instanceof FoveaError || error.code?.startsWith("ERR_PARSE_ARGS"))) throw error;
    console.error(`${recipe()}: ${error.message}`);
    process.exitCode = 1;
  }
}

async function runRecipe(train, read, more) {
  const { values } = parseArgs({ options: { ...options, ...more } });
  const { data: source, threads, json, save, report, checkpoints: folder, ...given } = values;
  if (!source) throw new FoveaError("option", "--data DIR says where the data is; see examples/recipes/README.md");
  const settings = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, numeric(value)]));
  const data = await read(source);
  const core = await engine(threads ? { threads: Number(threads) } : {});
  const { runtime, build } = core.info;
  if (!json) console.log(`${runtime}, ${core.info.threads} threads, ${build} build; ${JSON.stringify(settings)}`);

  const events = [];
  const began = performance.now();
  const saved = folder && checkpoints(folder, { every: { seconds: 10 } });
  const from = folder && (await latestCheckpoint(folder, { engine: core }))?.net;
  const log = async (event, net) => {
    if (saved && net) await saved.after(event, net);
    if (report) events.push(event);
    if (!json) logEpoch(event, (performance.now() - began) / 1000);
  };
  const { net, shown, ...figures } = await train({ data, engine: core, log, from, ...settings });
  const seconds = Math.round((performance.now() - began) / 100) / 10;

  if (net && save) await saveModel(net, save);
  if (!net && save) console.error(`${recipe()} trains several models: none is saved`);
  if (report) await writeReport(report, { title: recipe(), events, net, validation: shown, config: settings });
  const result = { ...settings, ...rounded(figures), seconds, ...(net && { hash: net.parametersHash() }) };
  console.log(
    json
      ? JSON.stringify(result)
      : Object.entries(result)
          .map((each) => each.join(" "))
          .join(", "),
  );
  core.dispose();
}

const numeric = (value) => (typeof value === "string" && value !== "" && Number.isFinite(+value) ? +value : value);

const rounded = (figures) =>
  JSON.parse(JSON.stringify(figures, (_, value) => (typeof value === "number" ? Number(value.toFixed(6)) : value)));

function logEpoch(event, seconds) {
  if (event.kind === "fold")
    console.log(`fold ${event.fold}: ${event.accuracy.toFixed(4)}; mean ${event.mean.toFixed(4)}`);
  if (event.kind !== "epoch" && event.kind !== "validation") return;
  const accuracy = event.accuracy === undefined ? "" : `, accuracy ${(100 * event.accuracy).toFixed(2)} %`;
  const name = event.kind === "epoch" ? `epoch ${event.epoch}/${event.epochs}` : "  validation";
  const waiting = event.waiting ? ` (${event.waiting.toFixed(1)} s of the epoch for data)` : "";
  console.log(`${name}: loss ${event.loss.toFixed(4)}${accuracy}, ${seconds.toFixed(0)} s${waiting}`);
}
