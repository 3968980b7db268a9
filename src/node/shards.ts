/** Tar archives on disk. */
import type { Dataset } from "../data/dataset.ts";
import { expandBraces } from "../formats/tar/names.ts";
import { type ShardOptions, type ShardSample, tarShards } from "../formats/tar/shards.ts";
import { checkPath } from "./folder.ts";
import { streamFile } from "./stream.ts";

/**
 * A data set of samples in tar archives on disk: `tarShards` of `fovea/formats`, from paths, which may stand for many as in
 * "train-{0000..0099}.tar". Each is streamed, and opened anew in every epoch.
 *
 * @throws FoveaError "file" when read, for an archive that cannot be; else as `tarShards`.
 * @example
 * const data = tarShardFiles("shards/train-{000..127}.tar", { decode: decodePicture, shuffle: { seed: 1, window: 5000 } });
 */
export function tarShardFiles(paths: string | readonly string[], options: ShardOptions = {}): Dataset<ShardSample> {
  const list = [paths].flat();
  for (const path of list) checkPath("tarShardFiles path", path, "the path of an archive");
  const shards = list.flatMap(expandBraces).map((path) => ({ name: path, open: () => streamFile(path) }));
  return tarShards(shards, options);
}
