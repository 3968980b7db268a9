/** The values of options, read from the command line: a bad one is wrong use. */
import { existsSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import { RECIPES, type Recipe } from "./recipes.ts";

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
    return value;
  };
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError("Expected a number above 0.");
  return value;
}

export type DataName = "digits" | "mnist";

/** Where the samples come from. */
export interface DataOptions {
  data?: DataName;
  root?: string;
  samples?: number;
}

/** How the engine runs. */
export interface EngineOptions {
  threads?: number;
  fast?: boolean;
}

export const trainDataOption = (): Option =>
  new Option(
    "--data <what>",
    "a folder of pictures; digits, drawn by a generator; or mnist (default for lenet5: digits)",
  );
export const testDataOption = (): Option =>
  new Option("--data <what>", "digits, drawn by a generator, mnist, or a folder of pictures (default: the run's own)");
export const rootOption = (): Option => new Option("--root <dir>", "folder of the four MNIST files");
export const samplesOption = (what: string): Option => new Option("--samples <n>", what).argParser(wholeNumber(1));
export const threadsOption = (): Option =>
  new Option("--threads <n>", "threads to use; the result is the same (default: all cores)").argParser(wholeNumber(1));
export const fastOption = (): Option =>
  new Option("--fast", "relaxed SIMD where the runtime has it: faster, last bits differ between machines");
export const jsonOption = (): Option =>
  new Option("--json", "one JSON object a line on stdout, and nothing else there");
export const epochsOption = (): Option =>
  recipeOption("epochs", "<n>", "times through the training data", wholeNumber(1));
export const batchOption = (): Option => recipeOption("batch", "<n>", "samples a step", wholeNumber(1));
export const rateOption = (): Option => recipeOption("lr", "<x>", "learning rate at the start", positiveNumber);
export const seedOption = (): Option =>
  recipeOption("seed", "<n>", "of the first weights and the order of the samples", wholeNumber(0));
export const checkpointOption = (): Option =>
  new Option(
    "--checkpoint-every <steps>",
    "save a checkpoint every so many steps (default: each epoch and every 10 s)",
  ).argParser(wholeNumber(1));
export const invertOption = (): Option =>
  new Option(
    "--invert <when>",
    "swap dark and light: auto, the usual for digits, does so when the paper is light",
  ).choices(["auto", "yes", "no"]);

/** An option whose default the data set's recipe has. */
function recipeOption(key: keyof Recipe, value: string, what: string, parse: (text: string) => number): Option {
  const { digits, mnist } = RECIPES;
  const usual = digits[key] === mnist[key] ? `${digits[key]}` : `${digits[key]} for digits, ${mnist[key]} for mnist`;
  const chosen = key === "seed" ? "" : "chosen by the pictures; ";
  return new Option(`--${key} ${value}`, `${what} (default: ${chosen}${usual})`).argParser(parse);
}

/** Throws unless the options for the data belong together. */
export function checkData({ data, root, samples }: DataOptions): void {
  if (data === "mnist" && !root) {
    const hint = existsSync(data) ? ". Hint: --data ./mnist is the folder of that name" : "";
    throw new UsageError(`--data mnist needs --root, the folder of the four MNIST files${hint}`);
  }
  if (data === "mnist" && samples !== undefined) throw new UsageError("--samples is for --data digits, not for mnist");
  if (data !== "mnist" && root !== undefined) throw new UsageError("--root is for --data mnist");
}
