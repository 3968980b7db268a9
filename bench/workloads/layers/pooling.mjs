// Pooling in one to three dimensions.
import { MAP, SEQUENCE, VOLUME, whole } from "./shapes.mjs";

const sequence = { inputs: [SEQUENCE], keeps: "nothing" };
const image = { inputs: [MAP], keeps: "nothing" };
const volume = { inputs: [VOLUME], keeps: "nothing" };
const large = { window: 3, stride: 2, padding: 1 };
const halves = { window: 2 };
/** Max pooling's needs to know where each greatest was. */
const places = { keeps: "result" };
/** Lp pooling's gradient needs input and output. */
const lp = { keeps: "inputs" };

export const pooling = [
  ["maxPool1d 3 /2", (f) => f.maxPool1d(large), { ...sequence, ...places }],
  ["maxPool2d 3x3 /2", (f) => f.maxPool2d(large), { ...image, ...places }],
  ["maxPool2d 3x3 /2, training", (f) => f.maxPool2d(large), { training: true, passes: 1.2, backward: false }],
  ["maxPool2d 2x2 /2", (f) => f.maxPool2d(halves), { ...image, ...places }],
  ["maxPool2d 3x3 /1", (f) => f.maxPool2d({ window: 3, stride: 1, padding: 1 }), { ...image, ...places }],
  ["maxPool2d 3x3 dilated", (f) => f.maxPool2d({ window: 3, stride: 1, dilation: 2 }), { ...image, ...places }],
  ["maxPool3d 2x2x2 /2", (f) => f.maxPool3d(halves), { ...volume, ...places }],
  ["averagePool1d 3 /2", (f) => f.averagePool1d(large), sequence],
  ["averagePool2d 2x2 /2", (f) => f.averagePool2d(halves), image],
  ["averagePool2d 3x3 /1", (f) => f.averagePool2d({ window: 3, stride: 1, padding: 1 }), image],
  ["averagePool3d 2x2x2 /2", (f) => f.averagePool3d(halves), volume],
  ["lpPool1d 2 /2", (f) => f.lpPool1d(halves), { ...sequence, ...lp }],
  ["lpPool2d 2x2 /2", (f) => f.lpPool2d(halves), { ...image, ...lp }],
  ["lpPool2d 2x2 /2, p 3", (f) => f.lpPool2d({ window: 2, p: 3 }), { ...image, ...lp }],
  ["lpPool3d 2x2x2 /2", (f) => f.lpPool3d(halves), { ...volume, ...lp }],
  ["adaptiveAveragePool1d", (f) => f.adaptiveAveragePool1d({ size: 100 }), sequence],
  ["adaptiveAveragePool2d", (f) => f.adaptiveAveragePool2d({ size: 7 }), image],
  ["adaptiveAveragePool3d", (f) => f.adaptiveAveragePool3d({ size: 5 }), volume],
  ["adaptiveMaxPool1d", (f) => f.adaptiveMaxPool1d({ size: 100 }), { ...sequence, ...places }],
  ["adaptiveMaxPool2d", (f) => f.adaptiveMaxPool2d({ size: 7 }), { ...image, ...places }],
  ["adaptiveMaxPool3d", (f) => f.adaptiveMaxPool3d({ size: 5 }), { ...volume, ...places }],
  ["globalAveragePool1d", (f) => f.globalAveragePool1d(), sequence],
  ["globalAveragePool2d", (f) => f.globalAveragePool2d({ keepDimensions: true }), image],
  ["globalAveragePool3d", (f) => f.globalAveragePool3d(), volume],
  ["globalMaxPool1d", (f) => f.globalMaxPool1d(), sequence],
  ["globalMaxPool2d", (f) => f.globalMaxPool2d({ keepDimensions: true }), image],
  ["globalMaxPool3d", (f) => f.globalMaxPool3d(), volume],
  ["globalLpPool1d", (f) => f.globalLpPool1d(), { ...sequence, ...lp }],
  ["globalLpPool2d", (f) => f.globalLpPool2d({ keepDimensions: true }), { ...image, ...lp }],
  ["globalLpPool3d", (f) => f.globalLpPool3d(), { ...volume, ...lp }],
  ["fractionalMaxPool2d", (f) => f.fractionalMaxPool2d({ ratio: 1.5 }), { ...image, ...places }],
  ["fractionalMaxPool3d", (f) => f.fractionalMaxPool3d({ ratio: 1.5 }), { ...volume, ...places }],
  ["maxPool1dWithIndices", (f) => (x) => f.maxPool1dWithIndices(halves)(x)[0], { ...sequence, ...places }],
  ["maxPool2dWithIndices", (f) => (x) => f.maxPool2dWithIndices(halves)(x)[0], { ...image, ...places }],
  ["maxPool3dWithIndices", (f) => (x) => f.maxPool3dWithIndices(halves)(x)[0], { ...volume, ...places }],
  ["takeIndices", (f) => f.takeIndices(), { ...withPlaces(MAP, [28, 28, 64]), peers: false }],
  ["maxUnpool1d", (f) => f.maxUnpool1d(halves), withPlaces([1568, 64], [1568, 64], 3136)],
  ["maxUnpool2d", (f) => f.maxUnpool2d(halves), withPlaces([28, 28, 64], [28, 28, 64], 3136)],
  ["maxUnpool3d", (f) => f.maxUnpool3d(halves), withPlaces([8, 7, 7, 64], [8, 7, 7, 64], 3136)],
];

/** Values and places in a map of `count` pixels. */
function withPlaces(values, places, count = 3136) {
  return { inputs: [values, places], ranges: [{}, whole(count)], gradients: [0], keeps: "nothing" };
}
