// Pictures from files: decoding to grey, fitting to a network's input, drawing in a terminal.
import { encode as encodePng, type ImageData } from "fast-png";
import jpeg from "jpeg-js";
import { describe, expect, test } from "vitest";
import { drawPicture, middle, sideBySide } from "../../src/cli/draw.ts";
import { decodePicture } from "../../src/cli/pictures/decode.ts";
import { fitPicture } from "../../src/cli/pictures/fit.ts";

const png = (image: ImageData): number[] => [...decodePicture(encodePng(image), "test.png").grey];

describe("decodePicture", () => {
  test.each<[string, ImageData, number[]]>([
    ["grey", { width: 2, height: 1, channels: 1, data: Uint8Array.of(7, 200) }, [7, 200]],
    ["grey, 16 bits", { width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(0x0700, 0xffff) }, [7, 255]],
    [
      "grey with alpha: transparent is white",
      { width: 3, height: 1, channels: 2, data: Uint8Array.of(9, 255, 9, 0, 0, 51) },
      [9, 255, 204],
    ],
    [
      "colours: red, green, blue, white",
      { width: 4, height: 1, channels: 3, data: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255) },
      [76, 150, 29, 255],
    ],
    [
      "colours with alpha",
      { width: 2, height: 1, channels: 4, data: Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0) },
      [255, 255],
    ],
  ])("PNG, %s", (_, image, grey) => {
    expect(png(image)).toEqual(grey);
  });

  test("PNG, grey of 1, 2 and 4 bits, rows that end within a byte", () => {
    const bits = (depth: 1 | 2 | 4, data: number[]): number[] =>
      png({ width: 3, height: 2, channels: 1, depth, data: Uint8Array.from(data) });
    expect(bits(1, [0b10100000, 0b01000000])).toEqual([255, 0, 255, 0, 255, 0]);
    expect(bits(2, [0b00011000, 0b11000100])).toEqual([0, 85, 170, 255, 0, 85]);
    expect(bits(4, [0x0f, 0x10, 0x20, 0x30])).toEqual([0, 255, 17, 34, 0, 51]);
  });

  test("PNG with a palette", () => {
    const palette = [
      [0, 0, 0],
      [255, 255, 255],
      [255, 0, 0],
    ];
    const image = { width: 3, height: 1, channels: 1, depth: 8, data: Uint8Array.of(2, 0, 1), palette } as const;
    expect(png({ ...image })).toEqual([76, 0, 255]);
  });

  test("JPEG", () => {
    const data = new Uint8Array(16 * 8 * 4).fill(255);
    for (let y = 0; y < 8; y++) data.fill(0, y * 64, y * 64 + 32); // left half black and transparent, which JPEG ignores
    const { width, height, grey } = decodePicture(jpeg.encode({ width: 16, height: 8, data }, 100).data, "test.jpg");
    expect({ width, height }).toEqual({ width: 16, height: 8 });
    expect(grey[0]).toBeLessThan(3);
    expect(grey[15]).toBeGreaterThan(252);
  });

  test("bytes inside a larger buffer", () => {
    const file = encodePng({ width: 1, height: 1, channels: 1, data: Uint8Array.of(99) });
    const larger = new Uint8Array(file.length + 10);
    larger.set(file, 7);
    expect([...decodePicture(larger.subarray(7, 7 + file.length), "x").grey]).toEqual([99]);
  });
});

describe("fitPicture", () => {
  test("a picture of the right size is taken as it is", () => {
    const grey = Uint8Array.from({ length: 784 }, (_, i) => (i < 28 || i % 28 === 0 ? 0 : i & 255));
    expect(fitPicture({ width: 28, height: 28, grey }, 28, 28, "no")).toEqual(grey);
  });

  test("halved: every pixel of a checkerboard counts", () => {
    const grey = Uint8Array.from({ length: 64 }, (_, i) => ((i + (i >> 3)) % 2) * 255);
    const half = fitPicture({ width: 8, height: 8, grey }, 4, 4, "no");
    for (const value of half.subarray(5, 7)) expect(Math.abs(value - 127.5)).toBeLessThanOrEqual(0.5);
  });

  test("enlarged: bilinear between the pixels' centres", () => {
    expect(
      [...fitPicture({ width: 2, height: 2, grey: Uint8Array.of(0, 100, 0, 100) }, 4, 4, "no")].slice(0, 4),
    ).toEqual([0, 25, 75, 100]);
  });

  test("a wide picture keeps its proportions, on the colour of its edge", () => {
    const fitted = fitPicture({ width: 4, height: 2, grey: new Uint8Array(8).fill(40) }, 4, 4, "no");
    expect([...fitted]).toEqual(Array(16).fill(40));
  });

  test.each([
    ["auto, dark ink", "auto", [200, 0, 100, 220], [0, 255, 128, 0]],
    ["auto, light ink", "auto", [55, 255, 155, 35], [0, 255, 128, 0]],
    ["auto, black paper: as it is", "auto", [0, 255, 77, 254], [0, 255, 77, 254]],
    ["yes, whatever the paper", "yes", [100, 0, 50, 110], [0, 255, 128, 0]],
    ["no: as it is", "no", [200, 0, 100, 220], [200, 0, 100, 220]],
    ["nothing but white", "auto", [255, 255, 255, 255], [0, 0, 0, 0]],
  ] as const)("invert %s", (_, invert, [paper, ...ink], expected) => {
    const grey = new Uint8Array(25).fill(paper);
    grey.set(ink, 11);
    const fitted = fitPicture({ width: 5, height: 5, grey }, 5, 5, invert);
    expect([fitted[0], ...fitted.subarray(11, 14)]).toEqual(expected);
  });

  test("yes on black paper swaps to white, which is then made black: nothing is left", () => {
    const grey = new Uint8Array(9);
    grey[4] = 255;
    expect([...fitPicture({ width: 3, height: 3, grey }, 3, 3, "yes")]).toEqual(Array(9).fill(0));
  });
});

describe("drawPicture", () => {
  test("two pixels a character", () => {
    expect(drawPicture(Uint8Array.of(0, 255, 0, 255, 0, 0, 255, 255), 4, 2, false)).toEqual([" ▀▄█"]);
  });

  test("an odd height ends with paper", () => {
    expect(drawPicture(Uint8Array.of(255, 255, 255), 1, 3, false)).toEqual(["█", "▀"]);
  });

  test("in greys: the ends of the 24, and the colours are given back", () => {
    expect(drawPicture(Uint8Array.of(255, 0), 1, 2, true)).toEqual(["\x1b[38;5;255;48;5;232m▀\x1b[0m"]);
  });

  test("the middle of a picture, and pictures beside each other", () => {
    expect([
      ...middle(
        Uint8Array.from({ length: 16 }, (_, i) => i),
        4,
        4,
        2,
      ),
    ]).toEqual([5, 6, 9, 10]);
    expect(
      sideBySide(
        [
          ["ab", "\x1b[1mc\x1b[0m"],
          ["d", "e"],
        ],
        3,
        "|",
      ),
    ).toEqual(["ab |d", "\x1b[1mc\x1b[0m  |e"]);
  });
});
