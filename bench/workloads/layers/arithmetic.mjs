// Arithmetic on whole maps.
import { MAP, POSITIVE } from "./shapes.mjs";

const pair = { inputs: [MAP, MAP] };
const positive = { ranges: [POSITIVE] };
const channels = { inputs: [MAP, [1, 1, 64]] };

export const arithmetic = [
  ["abs", (f) => f.abs()],
  ["clip", (f) => f.clip({ low: -0.5, high: 0.5 })],
  ["exp", (f) => f.exp()],
  ["log", (f) => f.log(), positive],
  ["negate", (f) => f.negate(), { keeps: "nothing" }],
  ["power", (f) => f.power({ exponent: 1.5 }), positive],
  ["reciprocal", (f) => f.reciprocal(), positive],
  ["scale", (f) => f.scale({ factor: 2, offset: 1 }), { keeps: "nothing" }],
  ["sign", (f) => f.sign(), { backward: false }],
  ["sqrt", (f) => f.sqrt(), positive],
  ["square", (f) => f.square()],
  ["gradientReversal", (f) => f.gradientReversal(), { forward: false, keeps: "nothing" }],
  ["add", (f) => f.add(), { ...pair, backward: false }],
  ["subtract", (f) => f.subtract(), { ...pair, gradients: [1], keeps: "nothing" }],
  ["multiply", (f) => f.multiply(), pair],
  ["divide", (f) => f.divide(), { ...pair, ranges: [{}, POSITIVE] }],
  ["maximum", (f) => f.maximum(), pair],
  ["minimum", (f) => f.minimum(), pair],
  ["add, a number for each channel", (f) => f.add(), { ...channels, gradients: [1], keeps: "nothing" }],
  ["multiply, a number for each channel", (f) => f.multiply(), channels],
  ["bias", (f) => f.bias(), { backward: false }],
];
