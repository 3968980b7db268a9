/** `fovea predict`: what is in these pictures? */
import type { Command } from "commander";
import { classify, type Guess, pictureSize } from "./classify.ts";
import { drawPicture, sideBySide } from "./draw.ts";
import { openModel, withEngine } from "./engine.ts";
import { printJson } from "./json.ts";
import { invertOption, jsonOption } from "./options.ts";
import { fitPicture, type Invert } from "./pictures/fit.ts";
import { readPicture } from "./pictures/read.ts";
import { percent } from "./text.ts";

const SHOWN = 3;

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
A picture is turned to grey (transparent parts are white), resized to the model's input with its proportions kept, and
centred. The models know light ink on black paper, so the paper, whose colour is the median of the picture's edge, is
made black: after swapping dark and light when it is lighter than mid-grey. --invert no takes the picture as it is.
The digit should fill about two thirds of the picture.

Examples:
  fovea predict runs/lenet5-mnist seven.png photo.jpg
  fovea predict runs/lenet5-mnist t10k-images-idx3-ubyte.gz:17 --json`,
    )
    .action(predict);
}

async function predict(path: string, files: string[], given: { invert: Invert; json?: boolean }): Promise<void> {
  await withEngine({ threads: 1 }, async (core) => {
    const net = await openModel(path, core);
    const { width, height } = pictureSize(net);
    for (const file of files) {
      const pixels = fitPicture(await readPicture(file), width, height, given.invert);
      const [guesses] = await classify(net, pixels);
      const top = guesses.slice(0, SHOWN);
      if (given.json) printJson({ kind: "prediction", file, ...top[0], top });
      else console.log(`${file}\n${drawGuesses(pixels, width, height, top).join("\n")}\n`);
    }
  });
}

/** The picture with the guesses beside it. */
function drawGuesses(pixels: Uint8Array, width: number, height: number, guesses: readonly Guess[]): string[] {
  const picture = drawPicture(pixels, width, height, process.stdout.isTTY && process.stdout.hasColors(256));
  const lines = guesses.map((guess) => `${guess.name}  ${percent(guess.probability, 2).padStart(8)}`);
  const text = picture.map((_, row) => lines[row - 1] ?? "");
  return sideBySide([picture, text], width, "   ");
}
