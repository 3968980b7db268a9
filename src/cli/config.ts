/** All options of a training run, as its folder keeps them. */
import { resolve } from "node:path";
import { FoveaError } from "../error.ts";
import { version } from "../version.ts";
import { checkFolderConfig, type FolderConfig } from "./folder/config.ts";
import { checkData, type DataName, type DataOptions, type EngineOptions, UsageError } from "./options.ts";
import { RECIPES, type Recipe } from "./recipes.ts";

/** A run on a folder of pictures, or LeNet-5 on digits. */
export type RunConfig = DigitsConfig | FolderConfig;

export interface DigitsConfig extends Recipe, DataOptions, EngineOptions {
  /** fovea's version when the run began. */
  fovea: string;
  model: "lenet5";
  data: DataName;
  fast: boolean;
  checkpointEvery?: number;
}

/** What the command line says of a run; what is left out has a default, or is as the run began. */
export type GivenConfig = Partial<Omit<DigitsConfig, "fovea" | "model">>;

export const isFolderConfig = (config: RunConfig): config is FolderConfig => "input" in config;

/** Options that the bits of a run depend on: a resumed run cannot change them. */
const FIXED = ["data", "samples", "epochs", "batch", "lr", "seed", "fast"] as const;

/** The options of a new run. */
export function newConfig(given: GivenConfig): DigitsConfig {
  const data = given.data ?? "digits";
  checkData({ ...given, data });
  const config: DigitsConfig = { fovea: version, model: "lenet5", ...RECIPES[data], fast: false, ...given, data };
  if (given.root !== undefined) config.root = resolve(given.root);
  return config;
}

/** The options with which the run in `out` goes on: its own, and those given now that change no bit of the result. */
export function resumedConfig(saved: DigitsConfig, given: GivenConfig, out: string): DigitsConfig {
  for (const key of FIXED) checkFixed(key, given[key], saved[key], out);
  const config = { ...saved, ...given };
  if (given.root !== undefined) config.root = resolve(given.root);
  checkData(config);
  return config;
}

/** Throws where an option is given that a resumed run has otherwise. */
export function checkFixed(key: string, wanted: unknown, saved: unknown, out: string): void {
  if (wanted === undefined || String(wanted) === String(saved ?? null)) return;
  const why = key === "epochs" ? " (the learning rate of each step depends on the number of epochs)" : "";
  throw new UsageError(
    `--${key} ${wanted} contradicts the run in ${out}, which has ${saved ?? "none"}: leave it out to resume${why}, or start anew with --overwrite`,
  );
}

export function formatConfig(config: RunConfig): string {
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** The options in the text of a config.json; `path` names it in errors. */
export function parseConfig(text: string, path: string): RunConfig {
  let config: Partial<DigitsConfig>;
  try {
    config = JSON.parse(text);
  } catch (error) {
    throw damaged(path, (error as Error).message);
  }
  if (typeof config !== "object" || config === null) throw damaged(path, "no object");
  if ("input" in config) return checkFolderConfig(config, (what) => damaged(path, what));
  if (config.model !== "lenet5") throw damaged(path, `model is ${JSON.stringify(config.model)}, not "lenet5"`);
  if (config.data !== "digits" && config.data !== "mnist")
    throw damaged(path, `data is ${JSON.stringify(config.data)}`);
  for (const key of ["epochs", "batch", "lr", "momentum", "weightDecay", "seed"] as const)
    if (!Number.isFinite(config[key])) throw damaged(path, `${key} is ${JSON.stringify(config[key])}, not a number`);
  return config as DigitsConfig;
}

function damaged(path: string, what: string): FoveaError {
  return new FoveaError("format", `${path}: not the options of a run (${what}). Hint: start anew with --overwrite.`);
}
