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
