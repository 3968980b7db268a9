/** The options of training on a folder of pictures. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { GivenConfig } from "../config.ts";
import { UsageError, wholeNumber } from "../options.ts";
import { AUGMENT_NAMES } from "./augmentation.ts";
import type { GivenFolder } from "./config.ts";
import { NETWORK_NAMES } from "./networks.ts";

type Given = Omit<GivenFolder & GivenConfig, "data"> & { data?: string };

/** Adds what a folder of pictures takes beside what every training does. */
export function addFolderOptions(command: Command): Command {
  return command
    .addOption(new Option("--model <name>", "the network, as the argument").choices(NETWORK_NAMES))
    .addOption(
      new Option("--size <n>", "pixels of the network's input: 64, or 96x64 for width and height").argParser(parseSize),
    )
    .addOption(new Option("--augment <list>", `none, or some of ${AUGMENT_NAMES.join(",")} with commas between them`))
    .addOption(
      new Option("--validation <share>", "of each class, validated on (default: 0.2, or the folder's own)").argParser(
        parseShare,
      ),
    )
    .addOption(
      new Option("--corrupt <what>", "what becomes of damaged pictures (default: skip)").choices(["skip", "error"]),
    )
    .addOption(
      new Option("--early-stop <epochs>", "end after so many epochs without a smaller validation loss").argParser(
        wholeNumber(1),
      ),
    )
    .addOption(
      new Option("--workers <n>", "threads that read pictures; the result is the same (default: 1)").argParser(
        wholeNumber(0),
      ),
    );
}

function parseSize(text: string): { width: number; height: number } {
  const [, width, height = width] = /^(\d+)(?:x(\d+))?$/.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if (!(size.width >= 8 && size.height >= 8 && size.width <= 1024 && size.height <= 1024))
    throw new InvalidArgumentError("Expected pixels from 8 to 1024, such as 64 or 96x64.");
  return size;
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() === "" || !(share > 0 && share < 1))
    throw new InvalidArgumentError("Expected a number between 0 and 1.");
  return share;
}

const FOLDER_ONLY = ["size", "augment", "validation", "corrupt", "earlyStop", "workers"] as const;

/** What a run on digits takes; throws for the rest. */
export function digitsOnly({ model, ...given }: Given): GivenConfig {
  for (const key of FOLDER_ONLY)
    if (given[key] !== undefined) {
      const name = key === "earlyStop" ? "early-stop" : key;
      throw new UsageError(`--${name} is for a folder of pictures, --data FOLDER`);
    }
  if (model !== undefined && model !== "lenet5")
    throw new UsageError(`${model} is for a folder of pictures, --data FOLDER; digits have lenet5`);
  if (model === undefined && given.data === undefined && given.root === undefined)
    throw new UsageError("say what to train: --data FOLDER with pictures, or lenet5 on drawn digits");
  const { size: _, augment: _a, validation: _v, corrupt: _c, earlyStop: _e, workers: _w, ...rest } = given;
  return rest as GivenConfig;
}

/** What a run on a folder takes; throws for the rest. */
export function folderOnly({ samples, root, ...given }: Given): GivenFolder {
  if (samples !== undefined) throw new UsageError("--samples is for --data digits, not for a folder");
  if (root !== undefined) throw new UsageError("--root is for --data mnist, not for a folder");
  return given;
}
