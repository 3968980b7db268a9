/** NumPy's archives of arrays: ZIP files whose members are `.npy` files. */

import { type FileOptions, fileOptions } from "../../data/file.ts";
import { type ByteSource, nameOf, openSource } from "../../data/source.ts";
import { checkOptions, fail, show } from "../../error.ts";
import { type NpyArray, npy } from "./npy.ts";
import { Zip } from "./zip.ts";

/** What {@link npz} takes besides the source. */
export interface NpzOptions extends FileOptions {
  /** Names of the arrays to read. Default: all of them. */
  names?: readonly string[];
}

/**
 * Reads the arrays of an archive that `numpy.savez` or `numpy.savez_compressed` wrote; see {@link npy} for what becomes of their numbers.
 * The archive is held in memory while it is read.
 *
 * @returns the arrays by name.
 * @throws FoveaError "format" naming archive and array for what is no such archive, is cut short or damaged (lengths and checksums are
 *   compared), or as {@link npy}; "data" for a name that is not there, or as {@link npy}.
 * @example
 * const { x_train, y_train } = await npz("https://example.org/mnist.npz", { names: ["x_train", "y_train"] });
 * await net.fit({ x: x_train.data, y: y_train.data });
 */
export async function npz(source: ByteSource, options: NpzOptions = {}): Promise<Record<string, NpyArray>> {
  checkOptions("npz", options, [...fileOptions, "names"]);
  const name = options.name ?? nameOf(source);
  const zip = new Zip(await readAll(source, name, options), name);
  const members = new Map(
    zip.members
      .filter((member) => !member.name.endsWith("/"))
      .map((member) => [member.name.replace(/\.npy$/, ""), member]),
  );
  const arrays: [string, NpyArray][] = [];
  for (const key of options.names ?? members.keys()) {
    const member = members.get(key);
    if (!member)
      return fail("data", {
        where: name,
        got: `the arrays ${show([...members.keys()])}`,
        expected: `one called ${show(key)}`,
      });
    arrays.push([key, await npy(await zip.read(member), { name: `${name}, array ${key}`, signal: options.signal })]);
  }
  return Object.fromEntries(arrays);
}

async function readAll(source: ByteSource, name: string, options: FileOptions): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openSource(source, name, options)).chunks) chunks.push(chunk);
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
