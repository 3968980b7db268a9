/** Models in files. */
import { FoveaError } from "../error.ts";
import { type LoadOptions, load, type Model, type SaveOptions } from "../index.ts";
import { readBytes, writeFileAtomic } from "./files.ts";

/**
 * Writes a model as one safetensors file, wholly or not at all (see {@link writeFileAtomic}).
 *
 * @throws FoveaError "file" when the file cannot be written; what was there before is untouched.
 * @example
 * await saveModel(net, "digits.safetensors");
 * await saveModel(net, "checkpoint.safetensors", { training: true });
 */
export async function saveModel(model: Model, path: string, options: SaveOptions = {}): Promise<void> {
  await writeFileAtomic(path, model.save(options));
}

/**
 * Reads a model that {@link saveModel} wrote.
 *
 * @throws FoveaError "file" when the file cannot be read, "format" when it holds no model; both name the path.
 * @example
 * const net = await loadModel("digits.safetensors", { engine: core });
 */
export async function loadModel(path: string, options: LoadOptions): Promise<Model> {
  return loadBytes(path, await readBytes(path), options);
}

/** The model in `bytes`, which are those of the file at `path`: errors name it. */
export async function loadBytes(path: string, bytes: Uint8Array, options: LoadOptions): Promise<Model> {
  try {
    return await load(bytes, options);
  } catch (error) {
    if (error instanceof FoveaError) throw new FoveaError(error.code, `${path}: ${error.message}`);
    throw error;
  }
}
