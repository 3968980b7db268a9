// PNG and JPEG files against Pillow, bit for bit; files that are cut short, damaged, or no pictures.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";
import { encode as encodeByOther } from "fast-png";
import { describe, expect, test } from "vitest";
import { FoveaError } from "../../src/error.ts";
import { decodePicture, type PictureOptions } from "../../src/images/index.ts";

interface Golden {
  name: string;
  file: string;
  shape: [height: number, width: number, channels: number];
  pixels: string;
  channels?: 1;
  upright?: boolean;
}

const golden = JSON.parse(readFileSync(new URL("../golden/pictures.json", import.meta.url), "utf8")) as {
  pictures: Golden[];
  folders: Record<string, { count: number; sha256: string }>;
};
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));
const fileOf = (name: string): Uint8Array => bytesOf(golden.pictures.find((each) => each.name === name)?.file ?? "");

/** The error that decoding `bytes` throws. */
function failure(bytes: Uint8Array, options: PictureOptions = {}): FoveaError {
  try {
    decodePicture(bytes, { name: "cats/x.png", ...options });
  } catch (error) {
    expect(error).toBeInstanceOf(FoveaError);
    return error as FoveaError;
  }
  throw new Error("it was decoded");
}

test.each(golden.pictures)("$name", ({ file, shape, pixels, channels, upright = true }) => {
  const picture = decodePicture(bytesOf(file), { channels: channels ?? "as stored", upright });
  expect([picture.height, picture.width, picture.channels]).toEqual(shape);
  expect(Buffer.from(picture.data).toString("base64")).toBe(pixels);
});

describe("channels", () => {
  const png = (channels: 1 | 2 | 3 | 4, ...data: number[]): Uint8Array =>
    encodeByOther({ width: data.length / channels, height: 1, channels, data: Uint8Array.from(data) });

  test.each<[string, Uint8Array, PictureOptions["channels"], number[]]>([
    ["grey as colours", png(1, 7, 200), 3, [7, 7, 7, 200, 200, 200]],
    ["grey with opacity", png(1, 7), 4, [7, 7, 7, 255]],
    ["colours as grey", png(3, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255), 1, [76, 150, 29, 255]],
    ["colours with opacity", png(3, 1, 2, 3), 4, [1, 2, 3, 255]],
    [
      "opacity on white paper",
      png(4, 10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 51),
      3,
      [10, 20, 30, 255, 255, 255, 204, 204, 204],
    ],
    ["grey and opacity on white paper", png(2, 9, 255, 9, 0, 0, 51), 1, [9, 255, 204]],
    ["grey and opacity as colours with opacity", png(2, 9, 30), 4, [9, 9, 9, 30]],
    ["grey and opacity as stored", png(2, 9, 30), "as stored", [9, 30]],
  ])("%s", (_, file, channels, expected) => {
    expect([...decodePicture(file, { channels }).data]).toEqual(expected);
  });

  test("three unless said", () => {
    expect(decodePicture(png(1, 5)).channels).toBe(3);
  });
});

test("a file inside a larger buffer, and a Buffer", () => {
  const file = encodeByOther({ width: 1, height: 1, channels: 1, data: Uint8Array.of(99) });
  const larger = new Uint8Array(file.length + 10);
  larger.set(file, 7);
  expect([...decodePicture(larger.subarray(7, 7 + file.length)).data]).toEqual([99, 99, 99]);
  expect([...decodePicture(Buffer.from(file), { channels: 1 }).data]).toEqual([99]);
});

describe("cut short", () => {
  const png = fileOf("PNG of colour type 2, 8 bits");

  test.each([
    ["PNG", png],
    ["JPEG", fileOf("JPEG, 4:2:0")],
    ["JPEG", fileOf("JPEG, progressive 4:2:0")],
  ])("a %s at every byte of its first and last, and at many between", (kind, whole) => {
    const cuts = [...Array(whole.length).keys()].filter(
      (n) => n > 12 && (n < 60 || n % 37 === 0 || n > whole.length - 40),
    );
    const missed = cuts.filter((cut) => {
      try {
        decodePicture(whole.subarray(0, cut));
        return true;
      } catch (error) {
        expect((error as Error).message).toMatch(
          new RegExp(`picture at byte ${cut}: got the end of the file, .* ${kind}`),
        );
        return false;
      }
    });
    // A baseline JPEG may lack the marker of its end, and the byte of padding before it.
    expect(missed.every((cut) => kind === "JPEG" && cut >= whole.length - 3)).toBe(true);
  });

  test("a JPEG that lacks nothing but its end is whole", () => {
    const whole = fileOf("JPEG, 4:2:0");
    expect(decodePicture(whole.subarray(0, -2))).toEqual(decodePicture(whole));
  });
});

describe("damaged", () => {
  test("a PNG with any byte changed is the same picture or an error that names it", () => {
    const whole = fileOf("PNG of colour type 2, 8 bits, Adam7");
    const picture = decodePicture(whole);
    for (let at = 0; at < whole.length; at++) {
      const file = whole.slice();
      file[at] ^= 0x11;
      try {
        expect(decodePicture(file, { name: "cats/x.png" })).toEqual(picture); // in a comment
      } catch (error) {
        expect((error as Error).message).toContain("cats/x.png");
        expect(["format", "memory"]).toContain((error as FoveaError).code);
      }
    }
  });

  test("a JPEG with any byte changed is a picture or an error that names it, and the next file is read as ever", () => {
    const whole = fileOf("JPEG, progressive 4:2:0");
    const picture = decodePicture(whole);
    let refused = 0;
    for (let at = 2; at < whole.length; at += 3) {
      const file = whole.slice();
      file[at] ^= 0x55;
      try {
        decodePicture(file, { name: "cats/x.jpg", maxPixels: 1e6 });
      } catch (error) {
        refused++;
        expect(error).toBeInstanceOf(FoveaError);
        expect((error as Error).message).toContain("cats/x.jpg");
      }
    }
    expect(refused).toBeGreaterThan(20);
    expect(decodePicture(whole)).toEqual(picture);
  });

  test("a JPEG whose data break off", () => {
    const file = fileOf("JPEG, 4:2:0").slice();
    file.set([0xff, 0xd0], file.length - 100); // a restart that nothing announces
    expect(failure(file)).toMatchObject({
      code: "format",
      message: expect.stringMatching(
        /cats\/x\.png: got a damaged JPEG \(Corrupt JPEG data: .*\), expected a whole JPEG/,
      ),
    });
  });

  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const pngOf = (header: number[], data: Uint8Array, ...more: Buffer[]): Buffer =>
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
      chunk("IHDR", Uint8Array.from(header)),
      ...more,
      chunk("IDAT", data),
      chunk("IEND", new Uint8Array()),
    ]);
  const size = (width: number, height: number): number[] => [
    ...[24, 16, 8, 0].map((shift) => (width >> shift) & 255),
    ...[24, 16, 8, 0].map((shift) => (height >> shift) & 255),
  ];

  test.each<[string, Buffer, string]>([
    [
      "too few pixels",
      pngOf([...size(2, 2), 8, 0, 0, 0, 0], deflateSync(Buffer.alloc(5))),
      "a PNG with too few pixels",
    ],
    [
      "no pixels",
      pngOf([...size(2, 2), 8, 0, 0, 0, 0], deflateSync(Buffer.alloc(0)).subarray(0, 6)),
      "a PNG without pixels",
    ],
    [
      "a filter that is none",
      pngOf([...size(1, 1), 8, 0, 0, 0, 0], deflateSync(Buffer.of(9, 0))),
      "row 0 has filter 9",
    ],
    [
      "an index outside",
      pngOf([...size(1, 1), 8, 3, 0, 0, 0], deflateSync(Buffer.of(0, 7)), chunk("PLTE", Buffer.alloc(6))),
      "colour 7 of a palette of 2",
    ],
    ["no palette", pngOf([...size(1, 1), 8, 3, 0, 0, 0], deflateSync(Buffer.of(0, 7))), "without the palette it needs"],
    [
      "an odd palette",
      pngOf([...size(1, 1), 8, 3, 0, 0, 0], deflateSync(Buffer.of(0, 0)), chunk("PLTE", Buffer.alloc(5))),
      "a palette of 5 bytes",
    ],
    ["3 bits", pngOf([...size(1, 1), 3, 0, 0, 0, 0], deflateSync(Buffer.of(0, 0))), "colour type 0 with 3 bits"],
    ["no width", pngOf([...size(0, 1), 8, 0, 0, 0, 0], deflateSync(Buffer.of(0))), "a picture of 0x1 pixels"],
    [
      "what is needed and unknown",
      pngOf([...size(1, 1), 8, 0, 0, 0, 0], deflateSync(Buffer.of(0, 0)), chunk("NEED", Buffer.of(1))),
      'an unknown chunk "NEED"',
    ],
    [
      "no deflate",
      pngOf([...size(1, 1), 8, 0, 0, 0, 0], Buffer.from("not compressed at all")),
      "whose pixels do not unpack",
    ],
  ])("a PNG with %s", (_, file, message) => {
    expect(failure(file)).toMatchObject({ code: "format", message: expect.stringContaining(message) });
  });

  test("a PNG that would unpack to a gigabyte unpacks to what its picture needs", () => {
    const bomb = pngOf([...size(1, 1), 8, 0, 0, 0, 0], deflateSync(Buffer.alloc(1 << 27)));
    expect([...decodePicture(bomb, { channels: 1 }).data]).toEqual([0]);
  });

  test("pictures that claim to be huge", () => {
    const png = pngOf([...size(60_000, 60_000), 8, 0, 0, 0, 0], deflateSync(Buffer.alloc(10)));
    expect(failure(png)).toMatchObject({ code: "memory", message: expect.stringContaining("got 60000x60000 pixels") });
    const jpeg = fileOf("JPEG, 4:2:0").slice();
    const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
    jpeg.fill(0xff, frame + 5, frame + 9);
    expect(failure(jpeg)).toMatchObject({ code: "memory", message: expect.stringContaining("got 65535x65535 pixels") });
    expect(failure(fileOf("JPEG, 4:2:0"), { maxPixels: 37 * 27 - 1 }).code).toBe("memory");
  });
});

describe("no pictures", () => {
  test.each<[string, Uint8Array, string]>([
    [
      "nothing",
      new Uint8Array(),
      "cats/x.png: got no bytes at all, expected a PNG or JPEG picture. Hint: the file is empty",
    ],
    ["text", Buffer.from("<!doctype html><p>404"), "cats/x.png: got an HTML page, expected a PNG or JPEG picture"],
    ["a GIF", Buffer.from("GIF89a......"), "got a GIF picture"],
    ["a WebP", Buffer.from("RIFF....WEBPVP8 "), "got a RIFF file (WebP"],
    ["a TIFF", Buffer.from("II*\0........"), "got a TIFF picture"],
  ])("%s", (_, file, message) => {
    expect(failure(file)).toMatchObject({ code: "format", message: expect.stringContaining(message) });
  });

  test.each([
    ["four inks", 4, 8, 0xc0, "a JPEG of four inks (CMYK)"],
    ["12 bits", 3, 12, 0xc1, "a JPEG of 12 bits a sample"],
    ["no loss", 3, 8, 0xc3, "a lossless JPEG"],
    ["arithmetic coding", 3, 8, 0xc9, "a JPEG with arithmetic coding"],
  ])("a JPEG of %s", (_, components, precision, marker, message) => {
    const file = fileOf("JPEG, 4:4:4").slice();
    const frame = file.findIndex((byte, i) => byte === 0xff && file[i + 1] === 0xc0);
    file[frame + 1] = marker;
    file[frame + 4] = precision;
    file[frame + 9] = components;
    expect(failure(file)).toMatchObject({ code: "format", message: expect.stringContaining(message) });
  });
});

test.each<[unknown, PictureOptions, string]>([
  ["x.png", {}, 'decodePicture.bytes: got "x.png", expected a Uint8Array'],
  [new Uint8Array(1), { channels: 2 as 3 }, 'decodePicture.channels: got 2, expected 1, 3, 4 or "as stored"'],
  [new Uint8Array(1), { size: 3 } as PictureOptions, 'unknown option "size"'],
  [new Uint8Array(1), { maxPixels: 0 }, "decodePicture.maxPixels: got 0"],
  [new Uint8Array(1), { upright: 1 as unknown as boolean }, "decodePicture.upright: got 1"],
])("wrong use %#", (bytes, options, message) => {
  const error = (() => {
    try {
      return decodePicture(bytes as Uint8Array, options);
    } catch (error) {
      return error;
    }
  })();
  expect(error).toMatchObject({ code: "option", message: expect.stringContaining(message) });
});

const data = process.env.FOVEA_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const isHere = existsSync(join(data, "imagenet-samples"));
if (!isHere) console.warn(`SKIPPED: no real pictures at ${data}; set FOVEA_DATA to the folder that holds them`);

test.skipIf(!isHere).each(Object.entries(golden.folders))(
  "all of %s as Pillow reads them",
  (folder, { count, sha256 }) => {
    const names = readdirSync(join(data, folder)).sort();
    const hash = createHash("sha256");
    for (const name of names) {
      const file = readFileSync(join(data, folder, name));
      hash.update(decodePicture(file, { channels: "as stored", upright: false, name }).data);
    }
    expect(names).toHaveLength(count);
    expect(hash.digest("hex")).toBe(sha256);
  },
);
