/** All options of a run on a folder of pictures, as its own folder keeps them. */
import { resolve } from "node:path";
import { version } from "../../version.ts";
import { checkFixed } from "../config.ts";
import { type EngineOptions, UsageError } from "../options.ts";
import { plural } from "../text.ts";
import { type AugmentName, parseAugment } from "./augmentation.ts";
import { type Choice, type Chosen, choose } from "./choose.ts";
import { type DataFolder, type Fingerprint, fingerprint, listFolder } from "./files.ts";
import { checkNetwork, type InputConfig, NETWORK_NAMES, type NetworkName } from "./networks.ts";
import { prepare, splitFolder } from "./prepare.ts";
import { survey } from "./survey.ts";

export interface FolderConfig extends EngineOptions {
  /** fovea's version when the run began. */
  fovea: string;
  model: NetworkName;
  /** Filters of the small network's first stage. */
  filters: number;
  /** The folder of pictures. */
  data: string;
  /** What is known of its pictures, so that others are not taken for them. */
  files: Fingerprint;
  classes: readonly string[];
  input: InputConfig;
  /** The share of the pictures that is validated on; or the name of the folder that holds these. */
  validation: number | string;
  augment: readonly AugmentName[];
  epochs: number;
  batch: number;
  lr: number;
  momentum: number;
  weightDecay: number;
  labelSmoothing: number;
  seed: number;
  /** Epochs without a smaller validation loss that are borne, where training may end early. */
  earlyStop?: number;
  corrupt: "skip" | "error";
  /** Paths of damaged pictures, which are left out. */
  left: readonly string[];
  workers: number;
  fast: boolean;
  checkpointEvery?: number;
}

/** What the command line says; the rest is chosen. */
export interface GivenFolder extends EngineOptions {
  data?: string;
  model?: NetworkName;
  size?: { width: number; height: number };
  augment?: string;
  epochs?: number;
  batch?: number;
  lr?: number;
  seed?: number;
  validation?: number;
  earlyStop?: number;
  corrupt?: "skip" | "error";
  workers?: number;
  checkpointEvery?: number;
}

/** The options of a new run, what was chosen of them and why, and what there is to say of the pictures. */
export interface NewFolderRun {
  config: FolderConfig;
  notes: string[];
}

const RECIPE = { momentum: 0.9, weightDecay: 5e-4, labelSmoothing: 0.1 };
/** Of the pictures, validated on: fewer where there are many. */
const SHARE = { usual: 0.2, many: 0.1, from: 10_000 };

/** Looks at the folder, chooses what is not given, and checks every picture; `tell` hears how far it is. */
export async function newFolderRun(
  given: GivenFolder & { data: string },
  tell: (text: string) => void,
): Promise<NewFolderRun> {
  const folder = await listFolder(given.data);
  if (folder.validation && given.validation !== undefined)
    throw new UsageError(
      `--validation is for a folder without pictures of its own to validate on; ${given.data} has ${folder.validation.folder}`,
    );
  const share = given.validation ?? (folder.train.paths.length >= SHARE.from ? SHARE.many : SHARE.usual);
  const chosen = choose(await survey(folder, folder.validation ? 0 : share), wanted(given));
  const { model, filters, size, channels, augment, epochs, batch, lr } = chosen.choice;
  checkNetwork(model, size);
  const validation = folder.validation?.folder ?? share;
  const { seed = 1, corrupt = "skip", workers = 1 } = given;
  const preparation = { validation, seed, corrupt, workers, size, channels };
  const { left, mean, std } = await prepare(folder, preparation, tell);
  const { threads, fast = false, checkpointEvery, earlyStop } = given;
  const config: FolderConfig = {
    ...{ fovea: version, model, filters, data: folder.root, files: await fingerprint(folder), classes: folder.classes },
    ...{ input: { ...size, channels, mean, std }, validation, augment, epochs, batch, lr, ...RECIPE, seed },
    ...{ corrupt, left, workers, fast },
    ...(threads !== undefined && { threads }),
    ...(checkpointEvery !== undefined && { checkpointEvery }),
    ...(earlyStop !== undefined && { earlyStop }),
  };
  const held = (await splitFolder(folder, { left, seed, validation })).validation.paths.length;
  const about = [...validationNote(folder, validation, given), ...fewNote(held), ...leftNote(left)];
  return { config, notes: [...reasons(chosen, given), ...about] };
}

function wanted({ augment, model, size, epochs, batch, lr }: GivenFolder): Partial<Choice> {
  return {
    ...(model && { model }),
    ...(size && { size }),
    ...(augment !== undefined && { augment: parseAugment(augment) }),
    ...(epochs !== undefined && { epochs }),
    ...(batch !== undefined && { batch }),
    ...(lr !== undefined && { lr }),
  };
}

/** What was picked, and why; what the user picked needs no reason. */
function reasons({ choice, reasons }: Chosen, given: GivenFolder): string[] {
  const { model, filters, size, channels, augment, epochs, batch, lr } = choice;
  const lines: [keyof GivenFolder | null, string, string][] = [
    ["model", model === "small" ? `network small, ${filters} filters` : `network ${model}`, reasons.model],
    ["size", `input ${size.width}x${size.height}`, reasons.size],
    [null, channels === 3 ? "in colour" : "in grey", reasons.channels],
    ["augment", `augmentation ${augment.join(", ") || "none"}`, reasons.augment],
    ["epochs", `${epochs} epochs`, reasons.epochs],
    ["batch", `batches of ${batch}`, reasons.batch],
    ["lr", `learning rate ${lr}`, reasons.lr],
  ];
  return lines.map(([key, what, why]) => (key && given[key] !== undefined ? `${what}: as asked` : `${what}: ${why}`));
}

function validationNote({ validation }: DataFolder, share: number | string, given: GivenFolder): string[] {
  if (validation) return [`validation on the ${validation.paths.length} pictures in ${validation.folder}`];
  return given.validation === undefined
    ? [`validation on ${(share as number) * 100} % of each class, as no folder val or test holds others`]
    : [];
}

/** So few that one picture more or less right changes the accuracy by over 2 %. */
const FEW = 50;

const fewNote = (held: number): string[] =>
  held < FEW ? [`only ${plural(held, "picture")} to validate on: the accuracy is rough`] : [];

const leftNote = (left: readonly string[]): string[] =>
  left.length ? [`left out, as they are damaged: ${left.join(", ")}`] : [];

/** Options that the bits of a run depend on. */
const FIXED = ["model", "epochs", "batch", "lr", "seed", "earlyStop"] as const;

/** The options with which a run goes on: its own, and those given now that change no bit of the result. */
export function resumedFolder(saved: FolderConfig, given: GivenFolder, out: string): FolderConfig {
  for (const key of FIXED) checkFixed(key === "earlyStop" ? "early-stop" : key, given[key], saved[key], out);
  const { width, height } = saved.input;
  if (given.size) checkFixed("size", `${given.size.width}x${given.size.height}`, `${width}x${height}`, out);
  if (given.augment !== undefined) checkFixed("augment", given.augment, saved.augment.join(",") || "none", out);
  if (typeof saved.validation === "number") checkFixed("validation", given.validation, saved.validation, out);
  checkFixed("corrupt", given.corrupt, saved.corrupt, out);
  const { threads, fast, workers, checkpointEvery } = given;
  return {
    ...saved,
    ...(given.data !== undefined && { data: resolve(given.data) }),
    ...(threads !== undefined && { threads }),
    ...(fast !== undefined && { fast }),
    ...(workers !== undefined && { workers }),
    ...(checkpointEvery !== undefined && { checkpointEvery }),
  };
}

/** The options read from a config.json, or the error that `damaged` makes. */
export function checkFolderConfig(given: object, damaged: (what: string) => Error): FolderConfig {
  const config = given as Partial<FolderConfig>;
  const { model, data, classes, input, files } = config;
  if (!NETWORK_NAMES.includes(model as NetworkName)) throw damaged(`model is ${JSON.stringify(model)}`);
  if (typeof data !== "string") throw damaged(`data is ${JSON.stringify(data)}`);
  if (!Array.isArray(classes) || classes.length < 2) throw damaged(`classes is ${JSON.stringify(classes)}`);
  if (![input?.width, input?.height, input?.channels].every((size) => Number.isInteger(size)))
    throw damaged(`input is ${JSON.stringify(input)}`);
  if (typeof files?.hash !== "string") throw damaged(`files is ${JSON.stringify(files)}`);
  for (const key of ["epochs", "batch", "lr", "momentum", "weightDecay", "labelSmoothing", "seed", "workers"] as const)
    if (!Number.isFinite(config[key])) throw damaged(`${key} is ${JSON.stringify(config[key])}, not a number`);
  for (const key of ["augment", "left"] as const)
    if (!Array.isArray(config[key])) throw damaged(`${key} is ${JSON.stringify(config[key])}, not a list`);
  return config as FolderConfig;
}
