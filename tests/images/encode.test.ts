// Pictures as PNG files, read back by another decoder and by our own; sizes against Pillow.
import { readFileSync } from "node:fs";
import { decode as decodeByOther } from "fast-png";
import { describe, expect, test } from "vitest";
import type { Picture } from "../../src/data/index.ts";
import { decodePicture, encodePng, type PictureSize, resizePicture } from "../../src/images/index.ts";
import { purpose, randomStream } from "../../src/random.ts";

function smooth(width: number, height: number, channels: number): Picture {
  const random = randomStream({ seed: 1, purpose: purpose.data, index: width });
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => ((i / 3) & 127) + random.below(9));
  return { width, height, channels, data };
}

describe("encodePng", () => {
  test.each([
    [1, 1, 1],
    [7, 5, 1],
    [13, 4, 2],
    [31, 17, 3],
    [300, 200, 4],
  ])("%dx%d, %d channels", (width, height, channels) => {
    const picture = smooth(width, height, channels);
    const file = encodePng(picture);
    const other = decodeByOther(file, { checkCrc: true });
    expect([other.width, other.height, other.channels, other.depth]).toEqual([width, height, channels, 8]);
    expect(Uint8Array.from(other.data)).toEqual(picture.data);
    expect(decodePicture(file, { channels: "as stored" })).toEqual(picture);
  });

  test("filters make it smaller than its bytes", () => {
    expect(encodePng(smooth(300, 200, 3)).length).toBeLessThan(0.7 * 300 * 200 * 3);
  });

  test.each<[object, string]>([
    [{ width: 0, height: 1, channels: 1, data: new Uint8Array() }, "got 0x1 pixels of 1 channels"],
    [{ width: 1, height: 1, channels: 5, data: new Uint8Array(5) }, "of 5 channels, expected"],
    [{ width: 2, height: 2, channels: 3, data: new Uint8Array(11) }, "got Uint8Array(11), expected 12 bytes, 2x2x3"],
    [{ width: 1, height: 1, channels: 1, data: [1] }, "encodePng.picture.data: got [1]"],
  ])("no picture %#", (picture, message) => {
    expect(() => encodePng(picture as Picture)).toThrow(message);
  });
});

describe("resizePicture", () => {
  const { resizes } = JSON.parse(readFileSync(new URL("../golden/pictures.json", import.meta.url), "utf8")) as {
    resizes: { from: number[]; to: number[]; picture: string; pixels: string }[];
  };

  test.each(resizes)("$from to $to as Pillow does", ({ from, to, picture, pixels }) => {
    const [width, height, channels] = from;
    const data = new Uint8Array(Buffer.from(picture, "base64"));
    const resized = resizePicture({ width, height, channels, data }, { width: to[0], height: to[1], fit: "stretch" });
    expect([resized.width, resized.height, resized.channels]).toEqual([...to, channels]);
    expect(Buffer.from(resized.data).toString("base64")).toBe(pixels);
  });

  test("cover keeps the proportions and the middle", () => {
    const data = Uint8Array.from({ length: 12 * 4 }, (_, i) => (i % 12) * 10);
    const covered = resizePicture({ width: 12, height: 4, channels: 1, data }, { width: 4, height: 4 });
    expect([...covered.data.subarray(0, 4)]).toEqual([40, 50, 60, 70]);
    const whole = resizePicture({ width: 12, height: 4, channels: 1, data }, { width: 6, height: 2, fit: "stretch" });
    expect(resizePicture({ width: 12, height: 4, channels: 1, data }, { width: 2, height: 2 }).data).toEqual(
      Uint8Array.of(...whole.data.subarray(2, 4), ...whole.data.subarray(8, 10)),
    );
  });

  test("white stays white, whatever the size", () => {
    const white = { width: 97, height: 89, channels: 3, data: new Uint8Array(97 * 89 * 3).fill(255) };
    for (const width of [1, 2, 3, 31, 96, 98, 211])
      expect(resizePicture(white, { width, height: 50 }).data.every((value) => value === 255)).toBe(true);
  });

  test.each<[object, string]>([
    [{ width: 2 }, "resizePicture.height: got undefined"],
    [{ width: 0, height: 1 }, "resizePicture.width: got 0"],
    [{ width: 1, height: 1, fit: "contain" }, 'resizePicture.fit: got "contain"'],
    [{ width: 1, height: 1, crop: 1 }, 'unknown option "crop"'],
  ])("no size %#", (size, message) => {
    const picture = { width: 2, height: 2, channels: 1, data: new Uint8Array(4) };
    expect(() => resizePicture(picture, size as PictureSize)).toThrow(message);
  });
});
