/** `fovea train`: trains a network, in a folder that can be resumed. */
import { existsSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { version } from "../version.ts";
import {
  type DigitsConfig,
  type GivenConfig,
  isFolderConfig,
  newConfig,
  type RunConfig,
  resumedConfig,
} from "./config.ts";
import { withEngine } from "./engine.ts";
import type { Sink } from "./events.ts";
import { type GivenFolder, newFolderRun, resumedFolder } from "./folder/config.ts";
import { NETWORK_NAMES, type NetworkName } from "./folder/networks.ts";
import { addFolderOptions, digitsOnly, folderOnly } from "./folder/options.ts";
import { catchInterrupt, INTERRUPTED } from "./interrupt.ts";
import { jsonSink } from "./json.ts";
import * as options from "./options.ts";
import { statusLine, terminalSink } from "./progress.ts";
import { DIGITS } from "./recipes.ts";
import {
  forgetRun,
  freeFolder,
  hasCheckpoint,
  latestFolder,
  newestFolder,
  type RunFolder,
  readConfig,
  refuseTaken,
  runFolder,
  startRun,
} from "./run-folder.ts";
import { taskOf } from "./task.ts";
import { shellWord } from "./text.ts";
import { runTraining } from "./training.ts";

/** Options as they come from the command line. */
type Given = Omit<GivenFolder & GivenConfig, "data"> & { data?: string };

interface TrainOptions extends Given {
  out?: string;
  resume?: boolean;
  overwrite?: boolean;
  json?: boolean;
}

export function addTrain(program: Command): void {
  const command = program
    .command("train")
    .summary("train a network")
    .description(
      "Trains a network on a folder of pictures, or LeNet-5 on digits, and tests it: the model goes to a folder, with checkpoints on the way and a report.",
    )
    .addArgument(
      new Argument("[model]", "the network; a folder of pictures has one chosen")
        .choices(NETWORK_NAMES)
        .argParser(parseNetwork),
    )
    .addOption(options.trainDataOption())
    .addOption(options.rootOption())
    .addOption(options.samplesOption(`digits to draw for training, with --data digits (default: ${DIGITS.train})`))
    .addOption(options.epochsOption())
    .addOption(options.batchOption())
    .addOption(options.rateOption())
    .addOption(options.seedOption());
  addFolderOptions(command)
    .addOption(options.threadsOption())
    .addOption(options.fastOption())
    .option("--out <dir>", "folder of the run (default: the first free one of runs/MODEL-DATA, runs/MODEL-DATA-2, ...)")
    .addOption(options.checkpointOption())
    .addOption(
      new Option("--resume", "go on with the run in the folder (default: the last one in runs)").conflicts("overwrite"),
    )
    .option("--overwrite", "start anew over the run in the folder")
    .addOption(options.jsonOption())
    .addHelpText(
      "after",
      `
A folder of pictures has a folder for each class, with its PNG and JPEG files; or it has these in a folder train, with
others beside it in val or test. All that is not given is chosen by the number, size and colours of the pictures, and
said with the reason. --size, --model and so on choose otherwise.

The model is that of the last epoch, where the learning rate has fallen to 0; with --early-stop that of the best one.

Ctrl-C saves a checkpoint and says how to resume; a second one stops at once. However a run is stopped, also by kill -9
or a power cut, resuming it ends with the same bits as running it through. A resumed run has the options of its start;
given again they must agree, but for --root, --threads, --workers and --checkpoint-every. The number of epochs is fixed
too, for the learning rate falls to zero over all steps.

The run's folder holds config.json, events.jsonl, an event file for TensorBoard, the last three checkpoints and the best
(checkpoints/), the model, report.html.

Examples:
  fovea train --data pets                                        on pets/cat/*.jpg, pets/dog/*.jpg
  fovea train mobilenetV2 --data pets --size 96 --epochs 60      with choices of one's own
  fovea train lenet5                                             on drawn digits
  fovea train lenet5 --data mnist --root mnist --out runs/mnist  on MNIST
  fovea train --resume --out runs/mnist                          go on after a stop
  fovea train lenet5 --json --epochs 1 --samples 500             for programs`,
    )
    .action(async (model: NetworkName | undefined, given: TrainOptions) => {
      process.exitCode = await train(model, given);
    });
}

/** The network; whoever gives the folder in its place is told how. */
function parseNetwork(name: string): string {
  if (NETWORK_NAMES.includes(name as NetworkName)) return name;
  const hint = existsSync(name) ? ` Hint: --data ${shellWord(name)} trains on a folder.` : "";
  throw new InvalidArgumentError(`Allowed choices are ${NETWORK_NAMES.join(", ")}.${hint}`);
}

/** Runs the command and gives its exit code. */
async function train(
  name: NetworkName | undefined,
  { out, resume, overwrite, json, ...rest }: TrainOptions,
): Promise<number> {
  if (name && rest.model && name !== rest.model)
    throw new options.UsageError(`the network ${name} contradicts --model ${rest.model}`);
  const model = name ?? rest.model;
  const given: Given = { ...rest, ...(model && { model }) };
  const sink = json ? jsonSink() : terminalSink();
  if (resume) return await carryOut(await goOn(out, given), sink);
  const run = await startNew(out, given, overwrite ?? false, json ?? false);
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
  try {
    const done = await withEngine(run.config, (core) => runTraining({ ...run, task, core, sink, interrupt }));
    return done ? 0 : INTERRUPTED;
  } finally {
    task.dispose();
    interrupt.release();
  }
}

interface Run {
  folder: RunFolder;
  config: RunConfig;
  /** What the user is told at the start, a line each. */
  notes: string[];
}

/** The folder of pictures that --data names; null where the run is on digits. */
function pictureFolder({ data, root }: Given): string | null {
  if (data === undefined || data === "digits" || data === "mnist" || root !== undefined) return null;
  if (existsSync(data) && statSync(data).isDirectory()) return data;
  throw new options.UsageError(
    `--data ${JSON.stringify(data).replaceAll('"', "'")} is no folder of pictures, nor one of digits, mnist. ` +
      "Hint: check the path and the current folder.",
  );
}

/** A note where a folder has the name of a data set. */
function namesake(data: string | undefined): string[] {
  const isFolder = data !== undefined && statSync(data, { throwIfNoEntry: false })?.isDirectory();
  return isFolder ? [`${data} is fovea's own data set here, not the folder: --data ./${data} trains on that`] : [];
}

const runName = ({ data = "digits", model }: Given): string =>
  data === "digits" || data === "mnist" ? `lenet5-${data}` : `${model ? `${model}-` : ""}${basename(resolve(data))}`;

async function startNew(out: string | undefined, given: Given, overwrite: boolean, quiet: boolean): Promise<Run> {
  const pictures = pictureFolder(given);
  const folder = out === undefined ? freeFolder(runName(given)) : runFolder(out);
  if (pictures === null) {
    const config = newConfig(digitsOnly(given));
    await startRun(folder, config, overwrite);
    return { folder, config, notes: namesake(given.data) };
  }
  refuseTaken(folder, overwrite); // before all pictures are looked at
  const { config, notes } = await newFolderRun(
    { ...folderOnly(given), data: pictures },
    quiet ? () => {} : statusLine(),
  );
  await startRun(folder, config, overwrite);
  return { folder, config, notes };
}

/** The run in the folder. Killed too early it has left nothing: then the options given now say what to run. */
async function goOn(out: string | undefined, given: Given): Promise<Run> {
  const folder = out === undefined ? lastRun(given) : runFolder(out);
  const saved = await readConfig(folder);
  if (saved) return { folder, config: resumed(saved, given, folder.out), notes: resumeNotes(saved, folder) };
  const { model: _, ...rest } = given; // the network alone says too little of a run
  if (Object.values(rest).every((value) => value === undefined))
    throw new options.UsageError(`${folder.out} holds no run to resume; without --resume it starts there`);
  const run = await startNew(folder.out, given, false, true);
  return { ...run, notes: [`${folder.out} holds no run to resume: it starts from the beginning`, ...run.notes] };
}

/** The last run of what is named; where nothing is, the last one of all. */
function lastRun(given: Given): RunFolder {
  const isNamed = given.data !== undefined || given.root !== undefined || given.model !== undefined;
  return (isNamed ? null : newestFolder()) ?? latestFolder(runName(given));
}

function resumed(saved: RunConfig, given: Given, out: string): RunConfig {
  if (isFolderConfig(saved)) return resumedFolder(saved, folderOnly(given), out);
  return resumedConfig(saved as DigitsConfig, digitsOnly(given), out);
}

/** What is not as one would expect of a run that goes on. */
function resumeNotes(saved: RunConfig, folder: RunFolder): string[] {
  const notes: string[] = [];
  if (!hasCheckpoint(folder)) notes.push("no checkpoint yet: it starts from the beginning");
  if (saved.fovea !== version)
    notes.push(
      `begun with fovea ${saved.fovea}, this is ${version}: the last bits may differ from an uninterrupted run`,
    );
  return notes;
}
