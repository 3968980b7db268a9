// Pictures for networks: fitting to their input, drawing in a terminal.
import { describe, expect, test } from "vitest";
import { drawPicture, middle, sideBySide } from "../../src/cli/draw.ts";
import { fitPicture } from "../../src/cli/pictures/fit.ts";
import type { Picture } from "../../src/data/index.ts";

const grey = (width: number, height: number, data: Uint8Array): Picture => ({ width, height, channels: 1, data });

describe("fitPicture", () => {
  test("a picture of the right size is taken as it is", () => {
    const bytes = Uint8Array.from({ length: 784 }, (_, i) => (i < 28 || i % 28 === 0 ? 0 : i & 255));
    expect(fitPicture(grey(28, 28, bytes), 28, 28, "no")).toEqual(bytes);
  });

  test("halved: every pixel of a checkerboard counts", () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => ((i + (i >> 3)) % 2) * 255);
    const half = fitPicture(grey(8, 8, bytes), 4, 4, "no");
    for (const value of half.subarray(5, 7)) expect(Math.abs(value - 127.5)).toBeLessThanOrEqual(0.5);
  });

  test("enlarged: bilinear between the pixels' centres", () => {
    expect([...fitPicture(grey(2, 2, Uint8Array.of(0, 100, 0, 100)), 4, 4, "no")].slice(0, 4)).toEqual([
      0, 25, 75, 100,
    ]);
  });

  test("a wide picture keeps its proportions, on the colour of its edge", () => {
    const fitted = fitPicture(grey(4, 2, new Uint8Array(8).fill(40)), 4, 4, "no");
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
    const bytes = new Uint8Array(25).fill(paper);
    bytes.set(ink, 11);
    const fitted = fitPicture(grey(5, 5, bytes), 5, 5, invert);
    expect([fitted[0], ...fitted.subarray(11, 14)]).toEqual(expected);
  });

  test("yes on black paper swaps to white, which is then made black: nothing is left", () => {
    const bytes = new Uint8Array(9);
    bytes[4] = 255;
    expect([...fitPicture(grey(3, 3, bytes), 3, 3, "yes")]).toEqual(Array(9).fill(0));
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
