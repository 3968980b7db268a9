import type { LossOracle } from "./loss.ts";

/** losses[r] = 1 - I / (U + e); generalized, + (C - U) / (C + e). */
export const boxLoss =
  (generalized: boolean): LossOracle =>
  (boxes, targets, scale) => {
    const losses = new Float64Array(scale.length);
    const gradient = new Float64Array(boxes.length);
    for (let r = 0; r < scale.length; r++) {
      const b = [...boxes.subarray(4 * r, 4 * r + 4)];
      const t = [0, 1, 2, 3].map((i) => targets[4 * r + i]);
      const { loss, slopes } = one(b, t, generalized);
      losses[r] = scale[r] * loss;
      for (let i = 0; i < 4; i++) gradient[4 * r + i] = scale[r] * slopes[i];
    }
    return { losses, gradient, correct: null };
  };

const epsilon = Math.fround(1e-7);

function one(
  [x1, y1, x2, y2]: number[],
  [u1, v1, u2, v2]: number[],
  generalized: boolean,
): { loss: number; slopes: number[] } {
  const [innerX, innerY] = [Math.min(x2, u2) - Math.max(x1, u1), Math.min(y2, v2) - Math.max(y1, v1)];
  const meet = innerX > 0 && innerY > 0;
  const shared = meet ? innerX * innerY : 0;
  const union = (x2 - x1) * (y2 - y1) + (u2 - u1) * (v2 - v1) - shared;
  const [outerX, outerY] = [Math.max(x2, u2) - Math.min(x1, u1), Math.max(y2, v2) - Math.min(y1, v1)];
  const around = outerX * outerY;
  const loss = 1 - shared / (union + epsilon) + (generalized ? (around - union) / (around + epsilon) : 0);
  // How shared, the box's own area and the area around change with each corner.
  const dShared = meet ? [-innerY * +(x1 > u1), -innerX * +(y1 > v1), innerY * +(x2 < u2), innerX * +(y2 < v2)] : [];
  const dArea = [y1 - y2, x1 - x2, y2 - y1, x2 - x1];
  const dAround = [-outerY * +(x1 < u1), -outerX * +(y1 < v1), outerY * +(x2 > u2), outerX * +(y2 > v2)];
  const slopes = dArea.map((area, i) => {
    const inner = dShared[i] ?? 0;
    const both = area - inner;
    const overlap = -inner / (union + epsilon) + (shared / (union + epsilon) ** 2) * both;
    const hull = generalized
      ? -both / (around + epsilon) + ((union + epsilon) / (around + epsilon) ** 2) * dAround[i]
      : 0;
    return overlap + hull;
  });
  return { loss, slopes };
}
