// Normalisations, and what drops or disturbs numbers in training.
import { MAP, ROWS } from "./shapes.mjs";

const rows = { inputs: [ROWS], asRows: true };
const training = { training: true };
/** A dropped number is known again from the random stream. */
const drops = { ...training, keeps: "nothing" };

export const normalization = [
  ["batchNorm, training", (f) => f.batchNorm(), { ...training, passes: 1.5 }],
  ["batchNorm, inference", (f) => f.batchNorm(), { backward: false }],
  ["layerNorm, rows", (f) => f.layerNorm(), rows],
  ["layerNorm, image", (f) => f.layerNorm({ axes: [0, 1, 2] }), { inputs: [MAP] }],
  ["groupNorm", (f) => f.groupNorm({ groups: 8 })],
  ["instanceNorm", (f) => f.instanceNorm()],
  ["rmsNorm", (f) => f.rmsNorm(), rows],
  ["l2Normalize", (f) => f.l2Normalize(), rows],
  ["localResponseNorm", (f) => f.localResponseNorm()],
  ["localResponseNorm, within channels", (f) => f.localResponseNorm({ region: "within" })],
  ["dropout, training", (f) => f.dropout(), drops],
  ["alphaDropout, training", (f) => f.alphaDropout(), drops],
  ["channelDropout, training", (f) => f.channelDropout(), drops],
  ["dropPath, training", (f) => f.dropPath(), drops],
  ["dropBlock, training", (f) => f.dropBlock({ blockSize: 7 }), drops],
  ["gaussianNoise, training", (f) => f.gaussianNoise(), { ...training, backward: false }],
  ["gaussianDropout, training", (f) => f.gaussianDropout(), drops],
];
