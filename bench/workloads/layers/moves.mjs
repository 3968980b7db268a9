// Reductions, and what moves numbers to other places.
import { MAP, ROWS, SEQUENCE, whole } from "./shapes.mjs";

const linear = { keeps: "nothing" };
const part = { keeps: "nothing", reads: "result" };
const none = { backward: false };
const keep = { keepDimensions: true };
const pixels = { axes: [0, 1], ...keep };
const channel = { axes: -1, ...keep };
const small = { inputs: [[28, 28, 64]], ...linear };

export const reductions = [
  ["reduceSum, all", (f) => f.reduceSum(keep), linear],
  ["reduceSum of pixels", (f) => f.reduceSum(pixels), linear],
  ["reduceSum of channels", (f) => f.reduceSum(channel), linear],
  ["reduceMean of pixels", (f) => f.reduceMean(pixels), linear],
  ["reduceMax of pixels", (f) => f.reduceMax(pixels)],
  ["reduceMax of channels", (f) => f.reduceMax(channel)],
  ["reduceMin of pixels", (f) => f.reduceMin(pixels)],
  ["reduceVariance of pixels", (f) => f.reduceVariance(pixels)],
  ["reduceVariance of channels", (f) => f.reduceVariance(channel)],
  ["argmax of channels", (f) => f.argmax({ keepAxis: true }), none],
  ["argmin of channels", (f) => f.argmin({ keepAxis: true }), none],
  ["gram", (f) => f.gram()],
];

export const moves = [
  ["transpose, channels first", (f) => f.transpose({ axes: [2, 0, 1] }), { ...linear, asRows: true }],
  ["transpose, height and width", (f) => f.transpose({ axes: [1, 0, 2] }), { ...linear, asRows: true }],
  ["transpose of rows", (f) => f.transpose({ axes: [1, 0] }), { inputs: [ROWS], ...linear, asRows: true }],
  ["pad, zeros", (f) => f.pad({ padding: 1 }), linear],
  ["pad, constant", (f) => f.pad({ padding: 1, mode: "constant", value: 0.5 }), linear],
  ["pad, reflect", (f) => f.pad({ padding: 1, mode: "reflect" }), linear],
  ["pad, replicate", (f) => f.pad({ padding: 1, mode: "replicate" }), linear],
  ["pad, circular", (f) => f.pad({ padding: 1, mode: "circular" }), linear],
  ["crop", (f) => f.crop({ size: [48, 48] }), part],
  ["slice of pixels", (f) => f.slice({ begin: [4, 4], end: [-4, -4] }), part],
  ["slice of channels", (f) => f.slice({ axis: -1, begin: 0, end: 32 }), part],
  ["slice, every other pixel", (f) => f.slice({ begin: [0, 0], end: [56, 56], step: [2, 2] }), part],
  ["flip", (f) => f.flip({ axes: [1] }), linear],
  ["roll", (f) => f.roll({ shift: 3, axis: 1 }), linear],
  ["resize1d, nearest", (f) => f.resize1d({ scale: 2 }), { inputs: [[1568, 64]], ...linear }],
  ["resize1d, linear", (f) => f.resize1d({ scale: 2, mode: "linear" }), { inputs: [[1568, 64]], ...linear }],
  ["resize2d, nearest", (f) => f.resize2d({ scale: 2 }), small],
  ["resize2d, nearest exact", (f) => f.resize2d({ scale: 1.5, mode: "nearestExact" }), small],
  ["resize2d, bilinear", (f) => f.resize2d({ scale: 2, mode: "bilinear" }), small],
  ["resize2d, bilinear by corners", (f) => f.resize2d({ scale: 2, mode: "bilinear", alignCorners: true }), small],
  ["resize2d, bicubic", (f) => f.resize2d({ scale: 2, mode: "bicubic" }), small],
  ["resize2d, bilinear, to half", (f) => f.resize2d({ scale: 0.5, mode: "bilinear" }), linear],
  ["resize3d, nearest", (f) => f.resize3d({ scale: 2 }), { inputs: [[8, 7, 7, 64]], ...linear }],
  ["resize3d, linear", (f) => f.resize3d({ scale: 2, mode: "linear" }), { inputs: [[8, 7, 7, 64]], ...linear }],
  ["pixelShuffle", (f) => f.pixelShuffle({ block: 2 }), linear],
  ["pixelUnshuffle", (f) => f.pixelUnshuffle({ block: 2 }), linear],
  ["pixelUnshuffle, blocks first", (f) => f.pixelUnshuffle({ block: 2, order: "blockFirst" }), linear],
  ["channelShuffle", (f) => f.channelShuffle({ groups: 4 }), linear],
  ["concat of channels", (f) => f.concat(), { inputs: [MAP, MAP], ...linear }],
  ["concat of three", (f) => f.concat(), { inputs: [MAP, [56, 56, 24], [56, 56, 40]], ...linear }],
  ["concat of rows", (f) => f.concat({ axis: 0 }), { inputs: [MAP, MAP], ...linear }],
  ["stack", (f) => f.stack(), { inputs: [SEQUENCE, SEQUENCE], ...linear }],
  ["tile", (f) => f.tile({ repeats: [2, 2, 1] }), small],
  ["repeat", (f) => f.repeat({ times: 2, axis: 0 }), small],
  [
    "gather of rows",
    (f) => f.gather({ axis: 0 }),
    { inputs: [ROWS, [784]], ranges: [{}, whole(784)], gradients: [0], ...part, asRows: true },
  ],
  [
    "gather of channels",
    (f) => f.gather({ axis: -1, indices: Array.from({ length: 64 }, (_, i) => (i * 27) % 64) }),
    linear,
  ],
  [
    "embedding",
    (f) => f.embedding({ count: 8192, size: 256 }),
    { inputs: [[784]], ranges: [whole(8192)], gradients: [], ...part, asRows: true },
  ],
  ["oneHot", (f) => f.oneHot({ classes: 256 }), { inputs: [[784]], ranges: [whole(256)], ...none, asRows: true }],
  ["matmul", (f) => f.matmul(), { inputs: [ROWS, [256, 256]], asRows: true }],
];
