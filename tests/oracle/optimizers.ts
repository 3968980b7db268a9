/** Parameters after each step, for the gradients of each step; state begins at 0. */
export type Steps = (parameters: Float64Array, gradients: readonly Float64Array[]) => Float64Array[];

/** torch.optim.SGD without dampening. */
export const sgd =
  (rate: (step: number) => number, momentum: number, nesterov: boolean, weightDecay: number): Steps =>
  (start, gradients) => {
    const p = start.slice();
    const velocity = new Float64Array(p.length);
    return gradients.map((gradient, t) => {
      for (let i = 0; i < p.length; i++) {
        const g = gradient[i] + weightDecay * p[i];
        velocity[i] = momentum * velocity[i] + g;
        p[i] -= rate(t + 1) * (nesterov ? g + momentum * velocity[i] : velocity[i]);
      }
      return p.slice();
    });
  };

/** Algorithm 1 of Kingma and Ba 2015, with weight decay added to the gradient. */
export const adam =
  (rate: (step: number) => number, beta1: number, beta2: number, epsilon: number, weightDecay: number): Steps =>
  (start, gradients) => {
    const p = start.slice();
    const [m, v] = [new Float64Array(p.length), new Float64Array(p.length)];
    return gradients.map((gradient, index) => {
      const t = index + 1;
      for (let i = 0; i < p.length; i++) {
        const g = gradient[i] + weightDecay * p[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        p[i] -= (rate(t) * (m[i] / (1 - beta1 ** t))) / (Math.sqrt(v[i] / (1 - beta2 ** t)) + epsilon);
      }
      return p.slice();
    });
  };

/** Adam's descendants: `settings` with their defaults, as src/optimizers names them. */
export interface Adaptive {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** What differs between them: the length of a step for the running mean, its deviation and the gradient. */
type Rule = (t: number, of: { m: number; v: number; greatest: number; g: number }, settings: Adaptive) => number;

const adaptive =
  (rule: Rule, { decoupled = false } = {}) =>
  (settings: Adaptive): Steps =>
  (start, gradients) => {
    const { rate, beta1, beta2, weightDecay } = settings;
    const p = start.slice();
    const [m, v, greatest] = [0, 0, 0].map(() => new Float64Array(p.length));
    return gradients.map((gradient, index) => {
      for (let i = 0; i < p.length; i++) {
        const g = gradient[i] + (decoupled ? 0 : weightDecay * p[i]);
        if (decoupled) p[i] -= rate * weightDecay * p[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        greatest[i] = Math.max(greatest[i], v[i]);
        p[i] -= rate * rule(index + 1, { m: m[i], v: v[i], greatest: greatest[i], g }, settings);
      }
      return p.slice();
    });
  };

const mean = (m: number, beta: number, t: number): number => m / (1 - beta ** t);

/** Loshchilov and Hutter 2019, algorithm 2, without its schedule. */
export const adamW: (settings: Adaptive) => Steps = adaptive(
  (t, { m, v }, { beta1, beta2, epsilon }) => mean(m, beta1, t) / (Math.sqrt(mean(v, beta2, t)) + epsilon),
  { decoupled: true },
);

/** Reddi et al. 2018, with Adam's corrections. */
export const amsGrad: (settings: Adaptive) => Steps = adaptive(
  (t, { m, greatest }, { beta1, beta2, epsilon }) =>
    mean(m, beta1, t) / (Math.sqrt(mean(greatest, beta2, t)) + epsilon),
);

/** Dozat 2016, with the schedule of momentum that Sutskever et al. 2013 propose. */
export const nAdam = (settings: Adaptive, momentumDecay: number): Steps =>
  adaptive((t, { m, v, g }, { beta1, beta2, epsilon }) => {
    const momentum = (step: number): number => beta1 * (1 - 0.96 ** (step * momentumDecay) / 2);
    let product = 1;
    for (let step = 1; step <= t; step++) product *= momentum(step);
    const look = (momentum(t + 1) * m) / (1 - product * momentum(t + 1)) + ((1 - momentum(t)) * g) / (1 - product);
    return look / (Math.sqrt(mean(v, beta2, t)) + epsilon);
  })(settings);

/** Liu et al. 2020, algorithm 2, with epsilon where PyTorch has it. */
export const rAdam: (settings: Adaptive) => Steps = adaptive((t, { m, v }, { beta1, beta2, epsilon }) => {
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * t * beta2 ** t) / (1 - beta2 ** t);
  if (length <= 5) return mean(m, beta1, t);
  const rectified = Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length));
  return (mean(m, beta1, t) * rectified * Math.sqrt(1 - beta2 ** t)) / (Math.sqrt(v) + epsilon);
});

/** Chen et al. 2023, algorithm 2. */
export const lion =
  (rate: number, beta1: number, beta2: number, weightDecay: number): Steps =>
  (start, gradients) => {
    const p = start.slice();
    const m = new Float64Array(p.length);
    return gradients.map((gradient) => {
      for (let i = 0; i < p.length; i++) {
        p[i] -= rate * (Math.sign(beta1 * m[i] + (1 - beta1) * gradient[i]) + weightDecay * p[i]);
        m[i] = beta2 * m[i] + (1 - beta2) * gradient[i];
      }
      return p.slice();
    });
  };

/** Duchi et al. 2011, the diagonal form. */
export const adagrad =
  (rate: number, rateDecay: number, weightDecay: number, initial: number, epsilon: number): Steps =>
  (start, gradients) => {
    const p = start.slice();
    const sum = new Float64Array(p.length).fill(initial);
    return gradients.map((gradient, t) => {
      for (let i = 0; i < p.length; i++) {
        const g = gradient[i] + weightDecay * p[i];
        sum[i] += g * g;
        p[i] -= ((rate / (1 + t * rateDecay)) * g) / (Math.sqrt(sum[i]) + epsilon);
      }
      return p.slice();
    });
  };

/** Tieleman and Hinton 2012, lecture 6.5; `centered` as Graves 2013. */
export const rmsProp =
  (rate: number, decay: number, epsilon: number, momentum: number, centered: boolean, weightDecay: number): Steps =>
  (start, gradients) => {
    const p = start.slice();
    const [square, average, velocity] = [0, 0, 0].map(() => new Float64Array(p.length));
    return gradients.map((gradient) => {
      for (let i = 0; i < p.length; i++) {
        const g = gradient[i] + weightDecay * p[i];
        square[i] = decay * square[i] + (1 - decay) * g * g;
        average[i] = decay * average[i] + (1 - decay) * g;
        const spread = centered ? square[i] - average[i] ** 2 : square[i];
        velocity[i] = momentum * velocity[i] + g / (Math.sqrt(spread) + epsilon);
        p[i] -= rate * velocity[i];
      }
      return p.slice();
    });
  };

/** Zeiler 2012, algorithm 1. */
export const adadelta =
  (rate: number, decay: number, epsilon: number, weightDecay: number): Steps =>
  (start, gradients) => {
    const p = start.slice();
    const [square, step] = [0, 0].map(() => new Float64Array(p.length));
    return gradients.map((gradient) => {
      for (let i = 0; i < p.length; i++) {
        const g = gradient[i] + weightDecay * p[i];
        square[i] = decay * square[i] + (1 - decay) * g * g;
        const s = (g * Math.sqrt(step[i] + epsilon)) / Math.sqrt(square[i] + epsilon);
        step[i] = decay * step[i] + (1 - decay) * s * s;
        p[i] -= rate * s;
      }
      return p.slice();
    });
  };

const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** You et al. 2017, algorithm 1. */
export const lars =
  (rate: number, momentum: number, weightDecay: number, trust: number, epsilon: number): Steps =>
  (start, gradients) => {
    const p = start.slice();
    const velocity = new Float64Array(p.length);
    return gradients.map((gradient) => {
      const [size, slope] = [norm(p), norm(gradient)];
      const ratio = size > 0 && slope > 0 ? (trust * size) / (slope + weightDecay * size + epsilon) : 1;
      for (let i = 0; i < p.length; i++) {
        velocity[i] = momentum * velocity[i] + rate * ratio * (gradient[i] + weightDecay * p[i]);
        p[i] -= velocity[i];
      }
      return p.slice();
    });
  };

/** What Muon makes of a matrix of `rows` rows: Newton and Schulz's iteration with Jordan's coefficients. */
export function orthogonal(matrix: Float64Array, rows: number): Float64Array {
  const columns = matrix.length / rows;
  if (rows > columns) return transposed(orthogonal(transposed(matrix, rows), columns), columns);
  const size = norm(matrix) + 1e-7;
  let x = matrix.map((value) => value / size);
  for (let iteration = 0; iteration < 5; iteration++) {
    const gram = product(x, transposed(x, rows), rows, columns);
    const squared = product(gram, gram, rows, rows);
    const mixed = gram.map((value, i) => -4.775 * value + 2.0315 * squared[i]);
    const turned = product(mixed, x, rows, rows);
    x = x.map((value, i) => 3.4445 * value + turned[i]);
  }
  return x;
}

/** a [m, k] b [k, n]. */
function product(a: Float64Array, b: Float64Array, m: number, k: number): Float64Array {
  const n = b.length / k;
  const y = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < k; j++) for (let l = 0; l < n; l++) y[i * n + l] += a[i * k + j] * b[j * n + l];
  return y;
}

const transposed = (x: Float64Array, rows: number): Float64Array => {
  const columns = x.length / rows;
  return x.map((_, i) => x[(i % rows) * columns + Math.floor(i / rows)]);
};

/** Jordan et al. 2024, of a matrix of `rows` inputs. */
export const muon =
  (rows: number, rate: (step: number) => number, momentum: number, nesterov: boolean, weightDecay: number): Steps =>
  (start, gradients) => {
    const p = start.slice();
    const velocity = new Float64Array(p.length);
    const scale = Math.sqrt(Math.max(1, p.length / rows / rows));
    return gradients.map((gradient, t) => {
      for (let i = 0; i < p.length; i++) velocity[i] = momentum * velocity[i] + gradient[i];
      const ahead = nesterov ? velocity.map((v, i) => gradient[i] + momentum * v) : velocity;
      const direction = orthogonal(ahead, rows);
      for (let i = 0; i < p.length; i++) p[i] -= rate(t + 1) * (weightDecay * p[i] + scale * direction[i]);
      return p.slice();
    });
  };

/** Zhang et al. 2019, algorithm 1, around another optimizer: the fast weights begin anew from the slow ones, with its state. */
export const lookahead =
  (inner: (p: Float64Array, gradient: Float64Array, t: number) => void, steps: number, rate: number): Steps =>
  (start, gradients) => {
    const [p, slow] = [start.slice(), start.slice()];
    return gradients.map((gradient, t) => {
      inner(p, gradient, t + 1);
      if ((t + 1) % steps === 0)
        for (let i = 0; i < p.length; i++) {
          slow[i] += rate * (p[i] - slow[i]);
          p[i] = slow[i];
        }
      return p.slice();
    });
  };
