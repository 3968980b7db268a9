/** Data sets of sound in folders. */
import { join } from "node:path";
import { resample, type Sound } from "../audio/index.ts";
import { decodeWav } from "../audio/wav.ts";
import { type Dataset, dataset, type LabelledSound } from "../data/index.ts";
import { checkOptions, fail, show } from "../error.ts";
import { readBytes } from "./files.ts";
import { failFolder } from "./folder/classes.ts";
import { byBytes, filesBelow } from "./folder/list.ts";
import { type CorruptOptions, checkCorrupt, checkPath, readSamples } from "./folder/pictures.ts";

/** How {@link wavFolder} reads a folder. */
export interface WavFolderOptions extends CorruptOptions {
  /** The class of a file, by its path below the folder, with slashes. */
  label: (path: string) => string;
  /** Names of the classes in the order of their labels. Default: all that `label` gives, in the order of their names. */
  classes?: readonly string[];
  /** Which files are read, by the same path. Default all. */
  only?: (path: string) => boolean;
  /** Samples a second of the result. Default: that of the first file, and another one is an error. */
  sampleRate?: number;
  /** Samples of the result: what is longer is cut off, what is shorter ends in silence. Default: each as long as it is. */
  length?: number;
}

/**
 * A data set of the WAV files below `path`. Each element is a {@link LabelledSound}: `x` the sound, a Float32Array of -1 to 1, channels averaged; `y` the
 * label, `name` the file's path. Files are read when their element is; their order is that of the names' bytes in UTF-8.
 *
 * @throws FoveaError "file" for what cannot be read; "data" for a folder without WAV files, a label that is none of `classes`, one class alone;
 *   when read, "format" for a damaged file, "data" for another rate. All name the path.
 * @example
 * const digits = await wavFolder("recordings", { label: (path) => path[0], length: 8192 });
 * const spectra = digits.map(({ x, ...rest }) => ({ ...rest, x: logMel(x, { sampleRate: 8000, size: 256, hop: 128 }).data }));
 */
export async function wavFolder(path: string, options: WavFolderOptions): Promise<Dataset<LabelledSound>> {
  checkPath("wavFolder", path);
  checkWavFolder(options);
  const { label, only = () => true, length } = options;
  const files = (await filesBelow(path)).filter((file) => /\.wav$/i.test(file) && only(file));
  if (files.length === 0) failFolder(path, "no WAV files", "some");
  const names = files.map((file) => nameOf(label(file), join(path, file)));
  const classes = options.classes ?? [...new Set(names)].sort(byBytes);
  if (classes.length < 2) failFolder(path, `one class, ${classes[0]}`, "two classes or more");
  const labels = names.map((name, i) => {
    const at = classes.indexOf(name);
    return at < 0 ? failFolder(join(path, files[i]), `the label ${show(name)}`, `one of ${classes.join(", ")}`) : at;
  });
  const paths = files.map((file) => join(path, file));
  const sampleRate = options.sampleRate ?? (await rateOf(paths, options));
  return readSamples(dataset(paths, { classes, labels }), options, async (name, index) => {
    const sound = decodeWav(await readBytes(name), name);
    return {
      x: fit(atRate(mixed(sound), sound.sampleRate, sampleRate, options, name), length),
      y: labels[index],
      name,
    };
  });
}

function checkWavFolder(options: WavFolderOptions): void {
  checkOptions("wavFolder", options, ["label", "classes", "only", "sampleRate", "length", "corrupt", "onCorrupt"]);
  checkCorrupt("wavFolder", options);
  const { label, classes, only, sampleRate, length } = options;
  if (typeof label !== "function")
    fail("option", { where: "wavFolder.label", got: show(label), expected: "a function from a path to a class" });
  if (only !== undefined && typeof only !== "function")
    fail("option", { where: "wavFolder.only", got: show(only), expected: "a function from a path to true or false" });
  if (classes !== undefined && !(Array.isArray(classes) && new Set(classes).size === classes.length))
    fail("option", { where: "wavFolder.classes", got: show(classes), expected: "an array of names, each once" });
  for (const [name, value] of Object.entries({ sampleRate, length }))
    if (value !== undefined && !(Number.isInteger(value) && value > 0))
      fail("option", { where: `wavFolder.${name}`, got: show(value), expected: "a positive whole number" });
}

function nameOf(name: unknown, path: string): string {
  if (typeof name === "string" && name !== "") return name;
  return fail("option", { where: `wavFolder.label of ${path}`, got: show(name), expected: "the name of a class" });
}

/** The rate of the first file that is one. */
async function rateOf(paths: readonly string[], { corrupt }: CorruptOptions): Promise<number> {
  for (const path of paths) {
    const bytes = await readBytes(path);
    try {
      return decodeWav(bytes, path).sampleRate;
    } catch (error) {
      if (corrupt !== "skip") throw error;
    }
  }
  return failFolder(paths[0], "no WAV file that can be read", "one at least");
}

/** One channel: the mean of all. */
function mixed({ channels }: Sound): Float32Array {
  if (channels.length === 1) return channels[0];
  return channels[0].map((_, i) => channels.reduce((sum, samples) => sum + samples[i], 0) / channels.length);
}

function atRate(
  samples: Float32Array,
  from: number,
  to: number,
  options: WavFolderOptions,
  name: string,
): Float32Array {
  if (from === to) return samples;
  if (options.sampleRate === undefined)
    failFolder(name, `${from} samples a second`, `${to}, as the first file has`, "sampleRate brings all to one rate");
  return resample(samples, from, to);
}

function fit(samples: Float32Array, length: number | undefined): Float32Array {
  if (length === undefined || samples.length === length) return samples;
  if (samples.length > length) return samples.slice(0, length);
  const longer = new Float32Array(length);
  longer.set(samples);
  return longer;
}
