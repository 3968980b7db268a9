// Functions of y and its target for assembly/losses/pointwise.ts that take exponentials and logarithms.

import { exp, log, log1p, sigmoid, softplus } from "../math";
import { pow } from "../pow";
import { splat } from "../simd";

/**
 * -(w t log sigmoid(y) + (1 - t) log(1 - sigmoid(y))) = w t softplus(-y) + (1 - t) softplus(y), where the pattern holds w, the
 * weight of positives, and t = (1 - parameter) target + parameter / 2.
 */
@unmanaged export class SigmoidCrossEntropy {
  @inline smooth(target: v128, smoothing: v128): v128 {
    return f32x4.add(f32x4.mul(f32x4.sub(splat(1), smoothing), target), f32x4.mul(splat(0.5), smoothing));
  }

  @inline value(y: v128, target: v128, smoothing: v128, weights: usize): v128 {
    const t = this.smooth(target, smoothing), positive = f32x4.mul(v128.load(weights), t), negative = f32x4.sub(splat(1), t);
    const tail = log1p(exp(f32x4.neg(f32x4.abs(y)))); // softplus(y) = max(y, 0) + tail, softplus(-y) = max(-y, 0) + tail
    const linear = f32x4.add(f32x4.mul(positive, f32x4.max(f32x4.neg(y), splat(0))), f32x4.mul(negative, f32x4.max(y, splat(0))));
    return f32x4.add(linear, f32x4.mul(f32x4.add(positive, negative), tail));
  }

  @inline byOutput(y: v128, target: v128, smoothing: v128, weights: usize): v128 {
    const t = this.smooth(target, smoothing), positive = f32x4.mul(v128.load(weights), t), negative = f32x4.sub(splat(1), t);
    return f32x4.sub(f32x4.mul(negative, sigmoid(y)), f32x4.mul(positive, sigmoid(f32x4.neg(y))));
  }

  @inline byTarget(y: v128, target: v128, smoothing: v128, weights: usize): v128 {
    const slope = f32x4.sub(f32x4.mul(v128.load(weights), softplus(f32x4.neg(y))), softplus(y));
    return f32x4.mul(f32x4.sub(splat(1), smoothing), slope);
  }
}

/** target (log target - y), 0 where the target is 0: y is the logarithm of a probability. */
@unmanaged export class Divergence {
  @inline value(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    const d = f32x4.mul(target, f32x4.sub(log(target), y));
    return v128.andnot(d, f32x4.eq(target, splat(0)));
  }

  @inline byOutput(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    return f32x4.neg(target);
  }

  @inline byTarget(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    const d = f32x4.add(f32x4.sub(log(target), y), splat(1));
    return v128.andnot(d, f32x4.eq(target, splat(0)));
  }
}

/** e^target (target - y): both are logarithms of probabilities. */
@unmanaged export class LogDivergence {
  @inline value(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    return f32x4.mul(exp(target), f32x4.sub(target, y));
  }

  @inline byOutput(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    return f32x4.neg(exp(target));
  }

  @inline byTarget(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    return f32x4.mul(exp(target), f32x4.add(f32x4.sub(target, y), splat(1)));
  }
}

/**
 * a miss^gamma entropy, where entropy = -(t log p + (1 - t) log(1 - p)), p = sigmoid(y), is how much p misses the target t by:
 * miss = p (1 - t) + (1 - p) t. The pattern holds alpha: a = alpha t + (1 - alpha) (1 - t).
 */
@unmanaged export class Focal {
  @inline weight(t: v128, alpha: v128): v128 {
    return f32x4.add(f32x4.mul(alpha, t), f32x4.mul(f32x4.sub(splat(1), alpha), f32x4.sub(splat(1), t)));
  }

  @inline miss(p: v128, q: v128, t: v128): v128 {
    return f32x4.add(f32x4.mul(p, f32x4.sub(splat(1), t)), f32x4.mul(q, t));
  }

  @inline entropy(y: v128, t: v128): v128 {
    const tail = log1p(exp(f32x4.neg(f32x4.abs(y))));
    const positive = f32x4.mul(t, f32x4.max(f32x4.neg(y), splat(0)));
    return f32x4.add(f32x4.add(positive, f32x4.mul(f32x4.sub(splat(1), t), f32x4.max(y, splat(0)))), tail);
  }

  @inline value(y: v128, t: v128, gamma: v128, alpha: usize): v128 {
    const miss = this.miss(sigmoid(y), sigmoid(f32x4.neg(y)), t);
    return f32x4.mul(f32x4.mul(this.weight(t, v128.load(alpha)), pow(miss, gamma)), this.entropy(y, t));
  }

  /** a miss^gamma (p - t + gamma entropy (p (1 - p) / miss) (1 - 2 t)); the quotient is at most 1. */
  @inline byOutput(y: v128, t: v128, gamma: v128, alpha: usize): v128 {
    const p = sigmoid(y), q = sigmoid(f32x4.neg(y)), miss = this.miss(p, q, t), one = splat(1);
    const quotient = f32x4.div(f32x4.mul(p, q), miss);
    const share = v128.andnot(quotient, f32x4.eq(miss, splat(0)));
    const side = f32x4.sub(one, f32x4.add(t, t)), distance = f32x4.sub(f32x4.mul(p, f32x4.sub(one, t)), f32x4.mul(q, t));
    const slope = f32x4.add(distance, f32x4.mul(f32x4.mul(gamma, this.entropy(y, t)), f32x4.mul(share, side)));
    return f32x4.mul(f32x4.mul(this.weight(t, v128.load(alpha)), pow(miss, gamma)), slope);
  }

  /** Never asked for: the host refuses targets that need a gradient. */
  @inline byTarget(y: v128, t: v128, gamma: v128, alpha: usize): v128 {
    return splat(NaN);
  }
}
