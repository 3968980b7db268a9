/** `fovea augment --preview`: every transform on a picture, as a sheet to look at. */
import { mkdir, readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { type Command, Option } from "commander";
import { augment as augmentation, centerCrop, resize } from "../augment/index.ts";
import type { Picture } from "../data/samples.ts";
import { fail } from "../error.ts";
import { decodePicture, encodePng } from "../images/index.ts";
import type { Engine } from "../index.ts";
import { failFile, readBytes, writeFileAtomic } from "../node/files.ts";
import { withEngine } from "./engine.ts";
import { wholeNumber } from "./options.ts";
import { COLUMNS, type PictureSample } from "./preview/cells.ts";
import { drawFamilies, drawnPictures } from "./preview/draw.ts";
import { sheet } from "./preview/sheet.ts";
import { strip } from "./preview/strip.ts";

/** Pixels of a side that pictures in files are brought to. */
const SIDE = 72;

interface Options {
  preview: string;
  data?: string;
  seed: number;
}

export function addAugment(program: Command): void {
  program
    .command("augment")
    .summary("show every transform of fovea/augment on a picture")
    .description(
      "Writes every transform of fovea/augment on a picture: sheet.svg, which a browser opens, and a strip for each as PNG.",
    )
    .requiredOption("--preview <dir>", "folder to write to; it is made if need be")
    .option("--data <path>", "a picture, or a folder of pictures, PNG or JPEG (default: drawn ones)")
    .addOption(new Option("--seed <n>", "of what is drawn at random").argParser(wholeNumber(0)).default(0))
    .addHelpText("after", "\nExample:\n  fovea augment --preview sheet --data cat.jpg")
    .action(preview);
}

async function preview({ preview: folder, data, seed }: Options): Promise<void> {
  await withEngine({ threads: 1 }, async (core) => {
    const pictures = data === undefined ? drawnPictures() : await readPictures(core, data);
    await mkdir(folder, { recursive: true }).catch((error) => failFile("make the folder", folder, error));
    const families = await drawFamilies(core, pictures, seed);
    const rows = families.flatMap((family) => family.rows);
    for (const [i, { name, cells }] of rows.entries()) {
      const again = rows.slice(0, i).filter((row) => row.name === name).length;
      await writeFileAtomic(
        join(folder, `${name.replaceAll(" ", "-")}${again ? `-${again + 1}` : ""}.png`),
        encodePng(strip(cells)),
      );
    }
    const path = join(folder, "sheet.svg");
    await writeFileAtomic(path, new TextEncoder().encode(sheet(families)));
    console.log(`${path}: ${rows.length} rows; a PNG of each beside it`);
  });
}

/** The picture at `path`, or some of the folder, as squares in colour. */
async function readPictures(core: Engine, path: string): Promise<PictureSample[]> {
  const files = await pictureFiles(path);
  using change = await augmentation([resize({ shortSide: SIDE }), centerCrop({ size: SIDE })], { engine: core });
  const samples: PictureSample[] = [];
  for (const [index, file] of files.entries()) {
    const x = decodePicture(await readBytes(file), { channels: 3, name: file });
    const changed = change({ x, name: file }, { epoch: 0, index });
    samples.push({ x: changed.x as Picture, name: `picture ${index + 1}` });
  }
  return samples;
}

async function pictureFiles(path: string): Promise<string[]> {
  const info = await stat(path).catch((error) => failFile("read", path, error));
  if (!info.isDirectory()) return [path];
  const found = (await readdir(path, { recursive: true }).catch((error) => failFile("read", path, error)))
    .filter((name) => [".png", ".jpg", ".jpeg"].includes(extname(name).toLowerCase()))
    .sort();
  if (!found.length)
    fail("data", { where: path, got: "a folder without pictures", expected: "PNG or JPEG files in it" });
  // Spread over the folder, so that several classes are seen.
  const shown = Math.min(COLUMNS, found.length);
  return Array.from({ length: shown }, (_, i) => join(path, found[Math.floor((i * found.length) / shown)]));
}
