/** `fovea demo`, what `npm start` runs: trains on drawn digits, saves, and shows what the saved model makes of new ones. */
import type { Command } from "commander";
import type { LabelledImages } from "../data/index.ts";
import type { Model } from "../index.ts";
import { classify, pictureSize } from "./classify.ts";
import { newConfig } from "./config.ts";
import { drawPicture, middle, sideBySide } from "./draw.ts";
import { openModel, withEngine } from "./engine.ts";
import { catchInterrupt, INTERRUPTED } from "./interrupt.ts";
import { type EngineOptions, threadsOption } from "./options.ts";
import { terminalSink } from "./progress.ts";
import { DEMO } from "./recipes.ts";
import { type RunFolder, runFolder, startRun } from "./run-folder.ts";
import { testDigits } from "./source.ts";
import { taskOf } from "./task.ts";
import { percent } from "./text.ts";
import { runTraining } from "./training.ts";

/** Digits shown, and the side of the square that is shown of each: all but a thin margin. */
const SHOWN = 6;
const SIDE = 24;
const GAP = "   ";

export function addDemo(program: Command): void {
  program
    .command("demo")
    .summary("a minute's tour: train on drawn digits, save, classify some")
    .description("Trains LeNet-5 on drawn digits, saves it, and shows what the saved model makes of some test digits.")
    .option("--out <dir>", "folder of the run; one that is there is replaced", "fovea-demo")
    .addOption(threadsOption())
    .action(async ({ out, threads }: { out: string; threads?: number }) => {
      process.exitCode = await demo(runFolder(out), threads === undefined ? {} : { threads });
    });
}

/** Runs the command and gives its exit code. */
async function demo(folder: RunFolder, given: EngineOptions): Promise<number> {
  const interrupt = catchInterrupt();
  const config = newConfig({ ...DEMO, ...given });
  await startRun(folder, config, true);
  const task = await taskOf(config);
  return await withEngine(config, async (core) => {
    const done = await runTraining({ config, folder, task, core, notes: [], sink: terminalSink(), interrupt });
    interrupt.release();
    if (!done) return INTERRUPTED;
    const net = await openModel(folder.model, core);
    const shown = testDigits(SHOWN);
    console.log(`\n${folder.model} read back; what it makes of some test digits:\n\n${await drawGuesses(net, shown)}`);
    return 0;
  });
}

/** The digits in rows as wide as the terminal, each over what the model takes it for. */
async function drawGuesses(net: Model, digits: LabelledImages): Promise<string> {
  const { width, height } = pictureSize(net);
  const greys = process.stdout.isTTY && process.stdout.hasColors(256);
  const guesses = await classify(net, digits.x);
  const blocks = guesses.map(([best], i) => {
    const pixels = digits.x.subarray(i * width * height, (i + 1) * width * height);
    const truth = digits.y[i];
    const verdict = best.class === truth ? `${best.name}, right` : `${best.name}, but it is ${digits.classes[truth]}`;
    return [
      ...drawPicture(middle(pixels, width, height, SIDE), SIDE, SIDE, greys),
      `${verdict} (${percent(best.probability, 1)})`,
    ];
  });
  const inRow = Math.max(1, Math.floor(((process.stdout.columns ?? 80) + GAP.length) / (SIDE + GAP.length)));
  const rows: string[] = [];
  for (let i = 0; i < blocks.length; i += inRow)
    rows.push(sideBySide(blocks.slice(i, i + inRow), SIDE, GAP).join("\n"));
  return rows.join("\n\n");
}
