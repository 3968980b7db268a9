/** `fovea evaluate`: how good is a model on test data? */
import type { Command } from "commander";
import type { Dataset, Sample, Samples } from "../data/index.ts";
import { type Evaluation, softmaxCrossEntropy } from "../index.ts";
import { isFolderConfig } from "./config.ts";
import { openModel, withEngine } from "./engine.ts";
import { otherPictures, ownPictures } from "./folder/evaluate.ts";
import { printJson } from "./json.ts";
import * as options from "./options.ts";
import { DIGITS } from "./recipes.ts";
import { configBeside } from "./run-folder.ts";
import { loadTest } from "./source.ts";
import { count, percent } from "./text.ts";

type EvaluateOptions = Omit<options.DataOptions, "data"> & options.EngineOptions & { data?: string; json?: boolean };

export function addEvaluate(program: Command): void {
  program
    .command("evaluate")
    .summary("test a model")
    .description("Tests a model on test data: loss, accuracy, and precision and recall of each class.")
    .argument("<model>", "a .safetensors file, or the folder of a finished run")
    .addOption(options.testDataOption())
    .addOption(options.rootOption())
    .addOption(options.samplesOption(`digits to draw, with --data digits (default: ${DIGITS.test})`))
    .addOption(options.threadsOption())
    .addOption(options.fastOption())
    .addOption(options.jsonOption())
    .addHelpText(
      "after",
      `
A run on a folder of pictures is tested on its own pictures that it did not train on, or with --data on those of another
folder, which has folders of the same names.

Examples:
  fovea evaluate runs/lenet5-mnist --data mnist --root mnist
  fovea evaluate runs/pets --data pets-of-others`,
    )
    .action(evaluate);
}

/** What a model is tested on. */
interface Test {
  data: Samples | Dataset<Sample>;
  classes: readonly string[];
  /** Said before the result. */
  from?: string;
  dispose?: () => void;
}

async function evaluate(path: string, given: EvaluateOptions): Promise<void> {
  const load = await testOf(path, given);
  await withEngine(given, async (core) => {
    const net = await openModel(path, core);
    const { data, classes, from, dispose } = await load();
    try {
      const found = await net.evaluate(data, { loss: softmaxCrossEntropy() });
      if (given.json) printJson(evaluationOf(found, classes));
      else console.log([...(from ? [`on ${from}`] : []), table(found, classes)].join("\n"));
    } finally {
      dispose?.();
    }
  });
}

/** What programs are told. */
function evaluationOf(
  { accuracy = 0, loss, samples, precision, recall, confusion }: Evaluation,
  classes: readonly string[],
) {
  return { kind: "evaluation", accuracy, loss, samples, classes, precision, recall, confusion };
}

/** Checks the options, and gives what loads the data. */
async function testOf(path: string, { data, ...given }: EvaluateOptions): Promise<() => Promise<Test>> {
  const config = await configBeside(path);
  if (config && isFolderConfig(config)) {
    for (const key of ["root", "samples"] as const)
      if (given[key] !== undefined) throw new options.UsageError(`--${key} is not for a run on a folder of pictures`);
    return async () => {
      const { samples, from } = data === undefined ? await ownPictures(config) : await otherPictures(config, data);
      return { data: samples, classes: config.classes, from, dispose: () => samples.dispose() };
    };
  }
  if (data !== undefined && data !== "digits" && data !== "mnist")
    throw new options.UsageError(
      `--data '${data}' is none of digits, mnist, and ${path} is no run on a folder of pictures`,
    );
  const known: options.DataOptions = { ...given, ...(data && { data }) };
  options.checkData(known);
  return async () => {
    const test = await loadTest(known);
    return { data: test, classes: test.classes };
  };
}

function table(
  { accuracy = 0, loss, precision = [], recall = [], samples }: Evaluation,
  classes: readonly string[],
): string {
  const width = Math.max(5, ...classes.map((name) => name.length));
  const row = (name: string, first: string, second: string): string =>
    `${name.padEnd(width)}  ${first.padStart(9)}  ${second.padStart(9)}`;
  const rows = classes.map((name, i) => row(name, percent(precision[i], 2), percent(recall[i], 2)));
  const head = `${count(samples)} samples: accuracy ${percent(accuracy, 2)}, loss ${loss.toFixed(4)}`;
  return [head, "", row("class", "precision", "recall"), ...rows].join("\n");
}
