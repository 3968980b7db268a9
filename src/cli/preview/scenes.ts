/** Pictures to preview on, drawn from a list of shapes: no file needed, and one sees at once what is up, left, near and of which colour. */
import type { Box, Picture } from "../../data/samples.ts";

type Colour = readonly [red: number, green: number, blue: number];
type Point = readonly [x: number, y: number];

/** A shape in units of the picture's side, from 0 to 1. */
type Shape =
  | { readonly polygon: readonly Point[]; readonly colour: Colour }
  | { readonly circle: readonly [x: number, y: number, radius: number]; readonly colour: Colour };

export interface Scene {
  readonly name: string;
  /** The sky's colour at the top and at the bottom. */
  readonly sky: readonly [top: Colour, bottom: Colour];
  /** From the back to the front. */
  readonly shapes: readonly Shape[];
  /** Left, top, right, bottom of what it shows. */
  readonly thing: readonly [number, number, number, number];
}

const rectangle = (left: number, top: number, right: number, bottom: number): readonly Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
const WHITE: Colour = [250, 250, 245];
const SUN: Colour = [255, 214, 70];

export const scenes: readonly Scene[] = [
  {
    name: "house",
    sky: [
      [88, 164, 228],
      [206, 232, 248],
    ],
    shapes: [
      { circle: [0.83, 0.17, 0.1], colour: SUN },
      { circle: [0.15, 1.02, 0.42], colour: [118, 178, 96] },
      { circle: [0.85, 1.08, 0.5], colour: [92, 158, 84] },
      { polygon: rectangle(0, 0.8, 1, 1), colour: [74, 140, 72] },
      { polygon: rectangle(0.22, 0.45, 0.64, 0.84), colour: [238, 220, 186] },
      { polygon: rectangle(0.52, 0.2, 0.59, 0.4), colour: [150, 84, 70] },
      {
        polygon: [
          [0.16, 0.47],
          [0.43, 0.2],
          [0.7, 0.47],
        ],
        colour: [196, 62, 52],
      },
      { polygon: rectangle(0.29, 0.58, 0.4, 0.84), colour: [112, 72, 48] },
      { polygon: rectangle(0.47, 0.54, 0.59, 0.66), colour: [120, 190, 226] },
      { polygon: rectangle(0.8, 0.66, 0.84, 0.86), colour: [110, 76, 50] },
      { circle: [0.82, 0.58, 0.12], colour: [44, 112, 62] },
    ],
    thing: [0.16, 0.19, 0.7, 0.84],
  },
  {
    name: "boat",
    sky: [
      [252, 176, 106],
      [254, 226, 170],
    ],
    shapes: [
      { circle: [0.2, 0.42, 0.12], colour: [244, 92, 60] },
      { polygon: rectangle(0, 0.6, 1, 1), colour: [34, 104, 150] },
      { polygon: rectangle(0, 0.72, 1, 0.76), colour: [64, 136, 178] },
      { polygon: rectangle(0.54, 0.16, 0.57, 0.68), colour: [92, 60, 44] },
      {
        polygon: [
          [0.52, 0.18],
          [0.52, 0.58],
          [0.26, 0.58],
        ],
        colour: WHITE,
      },
      {
        polygon: [
          [0.59, 0.24],
          [0.59, 0.58],
          [0.8, 0.58],
        ],
        colour: [226, 66, 74],
      },
      {
        polygon: [
          [0.22, 0.64],
          [0.88, 0.64],
          [0.76, 0.8],
          [0.34, 0.8],
        ],
        colour: [120, 70, 48],
      },
      {
        polygon: [
          [0, 0.86],
          [1, 0.84],
          [1, 1],
          [0, 1],
        ],
        colour: [24, 84, 130],
      },
    ],
    thing: [0.22, 0.16, 0.88, 0.8],
  },
  {
    name: "balloon",
    sky: [
      [72, 70, 140],
      [226, 150, 176],
    ],
    shapes: [
      {
        polygon: [
          [0, 0.9],
          [0.26, 0.62],
          [0.56, 0.92],
          [0.56, 1],
          [0, 1],
        ],
        colour: [86, 82, 128],
      },
      {
        polygon: [
          [0.36, 1],
          [0.76, 0.7],
          [1, 0.9],
          [1, 1],
        ],
        colour: [62, 60, 104],
      },
      {
        polygon: [
          [0.42, 0.5],
          [0.74, 0.5],
          [0.63, 0.72],
          [0.53, 0.72],
        ],
        colour: [148, 104, 70],
      },
      { circle: [0.58, 0.36, 0.25], colour: [240, 190, 60] },
      {
        polygon: [
          [0.52, 0.12],
          [0.64, 0.12],
          [0.66, 0.36],
          [0.62, 0.6],
          [0.54, 0.6],
          [0.5, 0.36],
        ],
        colour: [222, 74, 62],
      },
      { polygon: rectangle(0.53, 0.7, 0.63, 0.78), colour: [96, 62, 44] },
      { circle: [0.2, 0.24, 0.025], colour: WHITE },
      { circle: [0.32, 0.12, 0.02], colour: WHITE },
      { circle: [0.9, 0.2, 0.025], colour: WHITE },
    ],
    thing: [0.33, 0.11, 0.83, 0.78],
  },
];

/** Places in each pixel, both ways, that are looked at. */
const SAMPLES = 4;

/** `scene` in a square of `side` pixels. */
export function drawScene({ sky, shapes }: Scene, side: number): Picture {
  const data = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const sum = [0, 0, 0];
      for (let i = 0; i < SAMPLES * SAMPLES; i++) {
        const x = (column + ((i % SAMPLES) + 0.5) / SAMPLES) / side;
        const y = (row + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) / side;
        const top = shapes.findLast((shape) => covers(shape, x, y));
        const height = (row + 0.5) / side;
        for (let c = 0; c < 3; c++) sum[c] += top ? top.colour[c] : sky[0][c] * (1 - height) + sky[1][c] * height;
      }
      for (let c = 0; c < 3; c++) data[(row * side + column) * 3 + c] = Math.round(sum[c] / (SAMPLES * SAMPLES));
    }
  return { width: side, height: side, channels: 3, data };
}

function covers(shape: Shape, x: number, y: number): boolean {
  if ("circle" in shape) {
    const [centreX, centreY, radius] = shape.circle;
    return (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY) < radius * radius;
  }
  let inside = false;
  const { polygon } = shape;
  for (const [i, [x1, y1]] of polygon.entries()) {
    const [x2, y2] = polygon[(i + 1) % polygon.length];
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  }
  return inside;
}

/** The box around what the scene shows. */
export function sceneBox({ thing: [left, top, right, bottom] }: Scene, side: number): Box {
  return { left: left * side, top: top * side, right: right * side, bottom: bottom * side, label: 0 };
}

/** A mask of the box: 255 inside. */
export function boxMask({ left, top, right, bottom }: Box, side: number): Picture {
  const isIn = (x: number, y: number): boolean => x > left && x < right && y > top && y < bottom;
  const data = Uint8Array.from({ length: side * side }, (_, i) =>
    isIn((i % side) + 0.5, Math.floor(i / side) + 0.5) ? 255 : 0,
  );
  return { width: side, height: side, channels: 1, data };
}
