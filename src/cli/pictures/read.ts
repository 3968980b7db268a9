/** The pictures that the command line names: a PNG or JPEG file, or one of an IDX file by its index. */
import { existsSync } from "node:fs";
import { idx, type Picture } from "../../data/index.ts";
import { fail } from "../../error.ts";
import { decodePicture } from "../../images/index.ts";
import { readBytes } from "../../node/files.ts";

/** The picture that `name` names; throws a FoveaError that says which file and why. */
export async function readPicture(name: string, channels: 1 | 3): Promise<Picture> {
  const indexed = /^(.+):(\d+)$/.exec(name);
  if (indexed && !existsSync(name)) return inChannels(await readIndexed(indexed[1], Number(indexed[2])), channels);
  return decodePicture(await readBytes(name), { channels, name });
}

/** A grey picture in as many channels. */
function inChannels({ width, height, data }: Picture, channels: 1 | 3): Picture {
  if (channels === 1) return { width, height, channels, data };
  return {
    width,
    height,
    channels,
    data: Uint8Array.from({ length: data.length * 3 }, (_, i) => data[Math.floor(i / 3)]),
  };
}

async function readIndexed(path: string, index: number): Promise<Picture> {
  const { shape, data } = await idx(await readBytes(path), { name: path });
  const [count, height, width] = shape;
  if (shape.length !== 3 || !(data instanceof Uint8Array))
    fail("data", {
      where: path,
      got: `${data.constructor.name} [${shape.join(", ")}]`,
      expected: "grey pictures, Uint8Array [count, height, width]",
    });
  if (index >= count)
    fail("data", { where: path, got: `picture ${index}`, expected: `an index from 0 to ${count - 1}` });
  return { width, height, channels: 1, data: data.slice(index * width * height, (index + 1) * width * height) };
}
