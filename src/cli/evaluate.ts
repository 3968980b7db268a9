/** `fovea evaluate`: how good is a model on test data? */
import type { Command } from "commander";
import { softmaxCrossEntropy } from "../index.ts";
import { openModel, withEngine } from "./engine.ts";
import { printJson } from "./json.ts";
import * as options from "./options.ts";
import { DIGITS } from "./recipes.ts";
import { loadTest } from "./source.ts";
import { count, percent } from "./text.ts";

type EvaluateOptions = options.DataOptions & options.EngineOptions & { json?: boolean };

export function addEvaluate(program: Command): void {
  program
    .command("evaluate")
    .summary("test a model")
    .description("Tests a model on test data: loss, accuracy, and precision and recall of each class.")
    .argument("<model>", "a .safetensors file, or the folder of a finished run")
    .addOption(options.dataOption())
    .addOption(options.rootOption())
    .addOption(options.samplesOption(`digits to draw, with --data digits (default: ${DIGITS.test})`))
    .addOption(options.threadsOption())
    .addOption(options.fastOption())
    .addOption(options.jsonOption())
    .addHelpText("after", "\nExample:\n  fovea evaluate runs/lenet5-mnist --data mnist --root mnist")
    .action(evaluate);
}

async function evaluate(path: string, given: EvaluateOptions): Promise<void> {
  options.checkData(given);
  await withEngine(given, async (core) => {
    const net = await openModel(path, core);
    const test = await loadTest(given);
    const {
      accuracy = 0,
      loss,
      precision = [],
      recall = [],
      samples,
    } = await net.evaluate(test, { loss: softmaxCrossEntropy() });
    if (given.json) return printJson({ kind: "evaluation", accuracy, loss });
    const rows = test.classes.map((name, i) => classRow(name, percent(precision[i], 2), percent(recall[i], 2)));
    const lines = [`${count(samples)} samples: accuracy ${percent(accuracy, 2)}, loss ${loss.toFixed(4)}`, ""];
    console.log([...lines, classRow("class", "precision", "recall"), ...rows].join("\n"));
  });
}

function classRow(name: string, precision: string, recall: string): string {
  return `${name.padEnd(5)}  ${precision.padStart(9)}  ${recall.padStart(9)}`;
}
