// What the program of all ops runs beside the golden cases. tests/golden/coverage.test.ts holds these tables against what the library
// exports.

const image = [[2, 5, 4, 6]];
const volume = [[2, 5, 4, 6, 3]];

/** @param {string} layer @param {object} options @param {number[][]} [inputs] */
const row = (layer, options, inputs = image) => ({ layer, options, inputs, training: true });

/** Layers that draw random numbers in training, in the form of a golden case. */
export const randomLayers = [
  row("dropout", { rate: 0.4 }),
  row("channelDropout", { rate: 0.4 }),
  row("alphaDropout", { rate: 0.4 }),
  row("gaussianDropout", { rate: 0.4 }),
  row("gaussianNoise", { deviation: 0.5 }),
  row("dropPath", { rate: 0.4 }),
  row("dropBlock", { rate: 0.3, blockSize: 3 }),
  row("rrelu", {}),
  row("rrelu", { lower: 0.1, upper: 0.9 }),
  ...["pseudo-random", "random"].flatMap((regions) => [
    row("fractionalMaxPool2d", { ratio: 1.5, regions, seed: 4 }),
    row("fractionalMaxPool3d", { ratio: 1.5, regions, seed: 4 }, volume),
  ]),
  row("fractionalMaxPool2d", { size: 2, window: 2, seed: 9 }),
];

/** @typedef {typeof import("../../../src/index.ts")} Library */

/** A function for each optimizer and wrapper, which makes it. @param {Library} fovea */
export const optimizers = (fovea) => {
  const { adadelta, adagrad, adam, adamW, amsGrad, lars, lion, nAdam, perceptronRule, rAdam, rmsProp, sgd } = fovea;
  const plain = { adadelta, adagrad, adam, adamW, amsGrad, lars, lion, nAdam, perceptronRule, rAdam, rmsProp };
  const learningRate = fovea.cosineDecay({ rate: 0.1, steps: 6 });
  const momentum = () => sgd({ learningRate: 0.1, momentum: 0.9 });
  const { square, customPenalty, l1Penalty, l2Penalty, orthogonalPenalty, regularize } = fovea;
  return {
    ...plain,
    sgd: () => sgd({ learningRate, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
    clipGradients: () => fovea.clipGradients(momentum(), { globalNorm: 0.5 }),
    "clipGradients, each norm": () => fovea.clipGradients(momentum(), { norm: 0.1 }),
    "clipGradients, values": () => fovea.clipGradients(momentum(), { value: 0.01 }),
    constrain: () => fovea.constrain(momentum(), { maxNorm: 0.5 }),
    exponentialAverage: () => fovea.exponentialAverage(momentum(), { decay: 0.9 }),
    weightAverage: () => fovea.weightAverage(momentum(), { from: 2, every: 2 }),
    lookahead: () => fovea.lookahead(adam(), { steps: 2 }),
    parameterGroups: () =>
      fovea.parameterGroups([
        { match: /bias$/, frozen: true },
        { match: /conv/, optimizer: adam() },
        { optimizer: momentum() },
      ]),
    muon: () =>
      fovea.parameterGroups([
        { match: (_, shape) => shape.length > 1, optimizer: fovea.muon() },
        { optimizer: fovea.adamW() },
      ]),
    "regularize, l1Penalty": () => regularize(momentum(), { penalty: l1Penalty(0.01) }),
    "regularize, l2Penalty": () => regularize(momentum(), { penalty: l2Penalty(0.01) }),
    "regularize, orthogonalPenalty": () => regularize(momentum(), { penalty: orthogonalPenalty(0.01) }),
    "regularize, customPenalty": () => regularize(momentum(), { penalty: customPenalty("squares", square()) }),
  };
};

/** Every schedule. @param {Library} fovea */
export const schedules = (fovea) => {
  const plateau = fovea.onPlateau({ rate: 0.1, factor: 0.3, patience: 2 });
  const cosine = fovea.cosineDecay({ rate: 0.1, steps: 50 });
  return {
    constantRate: fovea.constantRate(0.1),
    stepDecay: fovea.stepDecay({ rate: 0.1, every: 7 }),
    multiStepDecay: fovea.multiStepDecay({ rate: 0.1, at: [5, 30] }),
    exponentialDecay: fovea.exponentialDecay({ rate: 0.1, factor: 0.97, every: 3 }),
    polynomialDecay: fovea.polynomialDecay({ rate: 0.1, steps: 50, power: 1.7 }),
    inverseRoot: fovea.inverseRoot({ rate: 0.1, warmUp: 10 }),
    cosineDecay: cosine,
    cosineRestarts: fovea.cosineRestarts({ rate: 0.1, period: 9, growth: 2 }),
    oneCycle: fovea.oneCycle({ rate: 0.1, steps: 60 }),
    triangular: fovea.triangular({ low: 0.01, high: 0.1, steps: 9, factor: 0.9 }),
    warmUp: fovea.warmUp(cosine, { steps: 10 }),
    chain: fovea.chain([
      [8, 0.01],
      [40, cosine],
    ]),
    onPlateau: (/** @type {number} */ step) => {
      plateau.observe(1 / Math.min(step, 9));
      return plateau(step);
    },
  };
};
