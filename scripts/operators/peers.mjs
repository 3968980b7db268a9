// Which other JavaScript libraries have an operator: as one function or layer of theirs, not what can be composed.
//
// Looked up in: @tensorflow/tfjs 4.22.0, its gradients (tfjs-core/dist/gradients), layers and losses, each gradient also
// called on its backends cpu and wasm; the operators of ai.onnx, all of which onnxruntime-web
// 1.30 runs by its README, and it trains nothing; the type declarations and differentiation rules of @jax-js/jax 0.1.25;
// build/convnet.js of convnetjs 0.3.0. What was not looked up says nothing.

const peers = ["tfjs", "tfjs-wasm", "onnxruntime-web", "jax-js", "ConvNetJS"];

/** What the letters of {@link rows} stand for; `?` for what nobody has looked up. */
const kinds = /** @type {const} */ ({ g: "with gradient in", f: "forward only in", h: "in", "-": "not in" });

/** A letter for each peer, and the operators of which that is so. */
const rows = /** @type {const} */ ([
  ["g g f g g", "relu sigmoid tanh softmax maxPool2d dense"],
  ["g g f g -", "relu6 leakyRelu elu selu gelu softplus softsign mish hardSigmoid logSoftmax conv3d"],
  ["g g f g -", "add subtract multiply divide maximum minimum abs square sqrt exp log reciprocal negate clip matmul"],
  ["g g f g -", "reduceSum reduceMean reduceMax reduceMin concat split slice pad transpose reshape flatten tile flip"],
  ["g g f g -", "power expandDims squeeze maxPool1d maxPool3d averagePool1d averagePool2d averagePool3d"],
  ["g g - g -", "reduceVariance stack logSigmoid"],
  ["g g f - -", "prelu batchNorm layerNorm resize2d upsample2d"],
  ["g g f - g", "localResponseNorm dropout"],
  ["g g f ? -", "globalAveragePool1d globalAveragePool2d globalMaxPool1d globalMaxPool2d"],
  ["g g ? g -", "silu swish"],
  ["g g - - -", "alphaDropout gaussianDropout gaussianNoise"],
  ["g f f g g", "conv2d"],
  ["g f f g -", "conv1d convTranspose2d depthwiseConv2d gather embedding"],
  ["g f - - -", "separableConv2d"],
  ["f f f g -", "convTranspose3d"],
  ["f f f - -", "pixelShuffle maxPool2dWithIndices"],
  ["- - f g -", "convTranspose1d celu hardSwish hardTanh"],
  ["- - f ? -", "globalAveragePool3d globalMaxPool3d globalLpPool1d globalLpPool2d globalLpPool3d"],
  ["- - f - -", "maxPool1dWithIndices maxPool3dWithIndices lpPool1d lpPool2d lpPool3d maxUnpool1d maxUnpool2d"],
  ["- - f - -", "maxUnpool3d pixelUnshuffle instanceNorm groupNorm deformConv2d roiAlign roiPool"],
  ["- - - g -", "roll glu"],
  ["- - - - g", "maxout"],
  ["- - - - -", "adaptiveAveragePool1d adaptiveAveragePool2d adaptiveAveragePool3d adaptiveMaxPool1d"],
  ["- - - - -", "adaptiveMaxPool2d adaptiveMaxPool3d fractionalMaxPool2d fractionalMaxPool3d spatialPyramidPool"],
  ["- - - - -", "channelShuffle dropPath dropBlock"],
  ["- - - - -", "locallyConnected1d locallyConnected2d crelu rrelu gram absTanh"],
  ["- - ? - -", "resize1d resize3d"],
  ["- - f - -", "l2Normalize"],
  ["h h h h -", "argmax argmin oneHot sign"],
  ["h h - h -", "step"],
  ["g g - ? g", "hingeLoss"],
  ["g g f ? g", "softmaxCrossEntropy"],
  ["g g - ? g", "meanSquaredError"],
  ["g g - ? -", "meanAbsoluteError huberLoss smoothL1Loss sigmoidCrossEntropy klDivergence"],
  ["? ? f ? -", "negativeLogLikelihood"],
  ["? ? - ? g", "euclidean"],
  [
    "- - - ? -",
    "focalLoss diceLoss jaccardLoss iouLoss giouLoss contrastiveLoss tripletLoss cosineEmbeddingLoss ctcLoss",
  ],
  ["- - - ? -", "perceptronLoss contentLoss styleLoss totalVariation generatorLoss discriminatorLoss"],
  ["h h - ? h", "sgd adam adagrad adadelta"],
  ["h h - ? h", "l1Penalty l2Penalty"],
  ["h h - ? -", "rmsProp constrain"],
  ["- - - ? -", "adamW amsGrad nAdam rAdam lion lars muon lookahead weightAverage orthogonalPenalty"],
  ["h h - ? -", "normal uniform"],
  ["h h - - -", "constant glorotNormal glorotUniform heNormal heUniform lecunNormal lecunUniform"],
]);

/** What a peer's operator lacks, by operator. @type {Record<string, string>} */
const notes = {
  conv1d: "tfjs has no gradient where there is dilation.",
  conv2d: "tfjs has no groups, and no gradient where there is dilation; ConvNetJS has neither.",
  conv3d: "tfjs has no groups, and no gradient where there is dilation.",
  depthwiseConv2d: "tfjs has no gradient where there is dilation.",
  maxPool2d: "The gradient of tfjs-wasm is wrong where a window holds no positive value.",
  pad: "tfjs cuts off what mirrored padding adds to the gradient.",
};

/** By operator. */
export const found = new Map(
  rows.flatMap(([letters, names]) => names.split(" ").map((name) => [name, letters.split(" ")])),
);

/** A sentence of who has the operator, or "". @param {string} name */
export function describePeers(name) {
  const letters = found.get(name);
  if (!letters) return "";
  const parts = Object.entries(kinds).flatMap(([letter, words]) => {
    const those = peers.filter((_, i) => letters[i] === letter);
    return those.length ? [`${words} ${those.join(", ")}`] : [];
  });
  return [`${parts.join("; ")}.`, notes[name]].filter(Boolean).join(" ");
}

export const PEERS =
  "**Elsewhere** says which other libraries have the operator as one function or layer: tfjs 4.22 (tfjs-wasm is its WebAssembly " +
  "backend), onnxruntime-web 1.30, which only runs networks, jax-js 0.1.25 and ConvNetJS 0.3. A library that a line does not name " +
  "was not looked up.";
