/** `fovea train`: trains a network, in a folder that can be resumed. */
import { existsSync } from "node:fs";
import { Argument, type Command, Option } from "commander";
import { version } from "../version.ts";
import { type GivenConfig, newConfig, type RunConfig, resumedConfig } from "./config.ts";
import { withEngine } from "./engine.ts";
import type { Sink } from "./events.ts";
import { catchInterrupt, INTERRUPTED } from "./interrupt.ts";
import { jsonSink } from "./json.ts";
import * as options from "./options.ts";
import { terminalSink } from "./progress.ts";
import { DIGITS } from "./recipes.ts";
import { forgetRun, freeFolder, latestFolder, type RunFolder, readConfig, runFolder, startRun } from "./run-folder.ts";
import { taskOf } from "./task.ts";
import { runTraining } from "./training.ts";

interface TrainOptions extends GivenConfig {
  out?: string;
  resume?: boolean;
  overwrite?: boolean;
  json?: boolean;
}

export function addTrain(program: Command): void {
  program
    .command("train")
    .summary("train a network")
    .description(
      "Trains a network on a data set and tests it: the model goes to a folder, with checkpoints on the way.",
    )
    .addArgument(new Argument("<model>", "the network").choices(["lenet5"]))
    .addOption(options.dataOption())
    .addOption(options.rootOption())
    .addOption(options.samplesOption(`digits to draw for training, with --data digits (default: ${DIGITS.train})`))
    .addOption(options.epochsOption())
    .addOption(options.batchOption())
    .addOption(options.rateOption())
    .addOption(options.seedOption())
    .addOption(options.threadsOption())
    .addOption(options.fastOption())
    .option(
      "--out <dir>",
      "folder of the run (default: the first free one of runs/lenet5-DATA, runs/lenet5-DATA-2, ...)",
    )
    .addOption(options.checkpointOption())
    .addOption(
      new Option("--resume", "go on with the run in the folder (default: the last one)").conflicts("overwrite"),
    )
    .option("--overwrite", "start anew over the run in the folder")
    .addOption(options.jsonOption())
    .addHelpText(
      "after",
      `
Ctrl-C saves a checkpoint and says how to resume; a second one stops at once. However a run is stopped, also by kill -9
or a power cut, resuming it ends with the same bits as running it through. A resumed run has the options of its start;
given again they must agree, but for --root, --threads and --checkpoint-every. The number of epochs is fixed too, for
the learning rate falls to zero over all steps.

Examples:
  fovea train lenet5                                             on drawn digits
  fovea train lenet5 --data mnist --root mnist --out runs/mnist  on MNIST
  fovea train lenet5 --resume --out runs/mnist                   go on after a stop
  fovea train lenet5 --json --epochs 1 --samples 500             for programs`,
    )
    .action(async (_model: string, given: TrainOptions) => {
      process.exitCode = await train(given);
    });
}

/** Runs the command and gives its exit code. */
async function train({ out, resume, overwrite, json, ...given }: TrainOptions): Promise<number> {
  const sink = json ? jsonSink() : terminalSink();
  if (resume) return await carryOut(await goOn(out, given), sink);
  const run = await startNew(out, given, overwrite ?? false);
  try {
    return await carryOut(run, sink);
  } catch (error) {
    await forgetRun(run.folder);
    throw error;
  }
}

async function carryOut(run: Run, sink: Sink): Promise<number> {
  const interrupt = catchInterrupt();
  const task = await taskOf(run.config);
  const done = await withEngine(run.config, (core) => runTraining({ ...run, task, core, sink, interrupt }));
  interrupt.release();
  return done ? 0 : INTERRUPTED;
}

interface Run {
  folder: RunFolder;
  config: RunConfig;
  note?: string | undefined;
}

const runName = ({ data = "digits" }: GivenConfig): string => `lenet5-${data}`;

async function startNew(out: string | undefined, given: GivenConfig, overwrite: boolean): Promise<Run> {
  const config = newConfig(given);
  const folder = out === undefined ? freeFolder(runName(given)) : runFolder(out);
  await startRun(folder, config, overwrite);
  return { folder, config };
}

/** The run in the folder. Killed too early it has left nothing: then the options given now say what to run. */
async function goOn(out: string | undefined, given: GivenConfig): Promise<Run> {
  const folder = out === undefined ? latestFolder(runName(given)) : runFolder(out);
  const saved = await readConfig(folder);
  if (saved) return { folder, config: resumedConfig(saved, given, folder.out), note: resumeNote(saved, folder) };
  if (Object.values(given).every((value) => value === undefined))
    throw new options.UsageError(`${folder.out} holds no run to resume; without --resume it starts there`);
  const config = newConfig(given);
  await startRun(folder, config, false);
  return { folder, config, note: `${folder.out} holds no run to resume: it starts from the beginning` };
}

/** What is not as one would expect of a run that goes on. */
function resumeNote(saved: RunConfig, folder: RunFolder): string | undefined {
  const notes: string[] = [];
  if (!existsSync(folder.checkpoint)) notes.push("no checkpoint yet: it starts from the beginning");
  if (saved.fovea !== version)
    notes.push(
      `begun with fovea ${saved.fovea}, this is ${version}: the last bits may differ from an uninterrupted run`,
    );
  return notes.length ? notes.join("; ") : undefined;
}
