/** `fovea predict`: what is in these pictures? */
import type { Command } from "commander";
import type { Picture } from "../data/index.ts";
import { resizePicture } from "../images/index.ts";
import { classify, type Guess, pictureSize } from "./classify.ts";
import { isFolderConfig } from "./config.ts";
import { drawPicture, sideBySide } from "./draw.ts";
import { openModel, withEngine } from "./engine.ts";
import { reportError } from "./failure.ts";
import { printJson } from "./json.ts";
import { invertOption, jsonOption, UsageError } from "./options.ts";
import { fitPicture, type Invert } from "./pictures/fit.ts";
import { readPicture } from "./pictures/read.ts";
import { configBeside } from "./run-folder.ts";
import { percent } from "./text.ts";

const SHOWN = 3;
/** Columns of a drawn picture at most. */
const COLUMNS = 32;

export function addPredict(program: Command): void {
  program
    .command("predict")
    .summary("classify pictures")
    .description("Says what is in pictures: the likeliest classes with their probabilities.")
    .argument("<model>", "a .safetensors file, or the folder of a finished run")
    .argument("<file...>", "PNG or JPEG files, or an IDX file and an index, such as t10k-images-idx3-ubyte.gz:17")
    .addOption(invertOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
A run on a folder of pictures takes pictures as it took those that it learned from: in colour or grey, resized to cover
the network's input.

Other models of grey pictures know light ink on black paper. A picture is turned to grey (transparent parts are white),
resized to the model's input with its proportions kept, and centred; the paper, whose colour is the median of the
picture's edge, is made black: after swapping dark and light when it is lighter than mid-grey. --invert no takes the
picture as it is. The digit should fill about two thirds of the picture.

Examples:
  fovea predict runs/pets garden.jpg
  fovea predict runs/lenet5-mnist seven.png photo.jpg
  fovea predict runs/lenet5-mnist t10k-images-idx3-ubyte.gz:17 --json`,
    )
    .action(predict);
}

async function predict(path: string, files: string[], given: { invert?: Invert; json?: boolean }): Promise<void> {
  const config = await configBeside(path);
  await withEngine({ threads: 1 }, async (core) => {
    const net = await openModel(path, core);
    const size = pictureSize(net);
    if (size.channels !== 1 && given.invert !== undefined)
      throw new UsageError(`--invert is for models of grey pictures; ${path} takes colours`);
    const isInk = size.channels === 1 && !(config && isFolderConfig(config));
    const look = async (file: string): Promise<void> => {
      const picture = await readPicture(file, size.channels);
      const invert = given.invert ?? "auto";
      const data =
        isInk || given.invert !== undefined
          ? fitPicture(picture, size.width, size.height, invert)
          : (resizePicture(picture, { width: size.width, height: size.height }).data as Uint8Array);
      const [guesses] = await classify(net, data);
      const top = guesses.slice(0, SHOWN);
      if (given.json) printJson({ kind: "prediction", file, ...top[0], top });
      else console.log(`${file}\n${drawGuesses({ ...size, data }, isInk, top).join("\n")}\n`);
    };
    for (const file of files)
      await look(file).catch((error) => {
        process.exitCode = reportError(error); // the other pictures are as good as they were
      });
  });
}

/** The guesses, beside the picture; ink can be drawn without greys, a photograph cannot. */
function drawGuesses(picture: Picture, isInk: boolean, guesses: readonly Guess[]): string[] {
  const { width, height, data } = shown(picture);
  const greys = process.stdout.isTTY && process.stdout.hasColors(256);
  const name = Math.max(...guesses.map((guess) => guess.name.length));
  const lines = guesses.map((guess) => `${guess.name.padEnd(name)}  ${percent(guess.probability, 2).padStart(8)}`);
  if (!isInk && !greys) return lines.map((line) => `  ${line}`);
  const drawn = drawPicture(data, width, height, greys);
  const text = drawn.map((_, row) => lines[row - 1] ?? "");
  return sideBySide([drawn, text], width, "   ");
}

/** In grey, and no wider than a part of the terminal. */
function shown(picture: Picture): Picture {
  const { width, height, channels } = picture;
  const scale = Math.min(1, COLUMNS / width);
  const small = resizePicture(picture, {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(2, Math.round(height * scale)),
    fit: "stretch",
  });
  if (channels === 1) return small;
  const grey = new Uint8Array(small.width * small.height);
  for (let i = 0; i < grey.length; i++) {
    const [red, green, blue] = small.data.subarray(i * channels, i * channels + 3);
    grey[i] = Math.round((299 * red + 587 * green + 114 * blue) / 1000);
  }
  return { ...small, channels: 1, data: grey };
}
