// Functions of y and its target for assembly/losses/pointwise.ts; no object of these classes ever exists.

import { splat } from "../simd";

@inline function signOf(x: v128): v128 {
  const one = splat(1);
  return f32x4.sub(v128.and(one, f32x4.gt(x, splat(0))), v128.and(one, f32x4.lt(x, splat(0))));
}

/** (y - target)^2. */
@unmanaged export class Squared {
  @inline value(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    const d = f32x4.sub(y, target);
    return f32x4.mul(d, d);
  }

  @inline byOutput(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    const d = f32x4.sub(y, target);
    return f32x4.add(d, d);
  }

  @inline byTarget(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    return f32x4.neg(this.byOutput(y, target, parameter, pattern));
  }
}

/** |y - target|; the derivative at 0 is 0. */
@unmanaged export class Absolute {
  @inline value(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    return f32x4.abs(f32x4.sub(y, target));
  }

  @inline byOutput(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    return signOf(f32x4.sub(y, target));
  }

  @inline byTarget(y: v128, target: v128, parameter: v128, pattern: usize): v128 {
    return signOf(f32x4.sub(target, y));
  }
}

/** d^2 / 2 where |d| <= delta, delta (|d| - delta / 2) beyond it; d = y - target. */
@unmanaged export class Huber {
  @inline value(y: v128, target: v128, delta: v128, pattern: usize): v128 {
    const d = f32x4.abs(f32x4.sub(y, target));
    const near = f32x4.min(d, delta); // near^2 / 2 + delta (d - near), whichever side
    return f32x4.add(f32x4.mul(f32x4.mul(splat(0.5), near), near), f32x4.mul(delta, f32x4.sub(d, near)));
  }

  @inline byOutput(y: v128, target: v128, delta: v128, pattern: usize): v128 {
    return f32x4.max(f32x4.min(f32x4.sub(y, target), delta), f32x4.neg(delta));
  }

  @inline byTarget(y: v128, target: v128, delta: v128, pattern: usize): v128 {
    return f32x4.neg(this.byOutput(y, target, delta, pattern));
  }
}

/** max(0, margin - target y), the target 1 or -1; at 0 the derivative is that above 0, or a perceptron of zeros would never learn. */
@unmanaged export class Hinge {
  @inline value(y: v128, target: v128, margin: v128, pattern: usize): v128 {
    return f32x4.max(f32x4.sub(margin, f32x4.mul(target, y)), splat(0));
  }

  @inline byOutput(y: v128, target: v128, margin: v128, pattern: usize): v128 {
    return v128.and(f32x4.neg(target), f32x4.ge(f32x4.sub(margin, f32x4.mul(target, y)), splat(0)));
  }

  @inline byTarget(y: v128, target: v128, margin: v128, pattern: usize): v128 {
    return v128.and(f32x4.neg(y), f32x4.ge(f32x4.sub(margin, f32x4.mul(target, y)), splat(0)));
  }
}

/** max(0, margin - target y)^2. */
@unmanaged export class SquaredHinge {
  @inline value(y: v128, target: v128, margin: v128, pattern: usize): v128 {
    const h = f32x4.max(f32x4.sub(margin, f32x4.mul(target, y)), splat(0));
    return f32x4.mul(h, h);
  }

  @inline byOutput(y: v128, target: v128, margin: v128, pattern: usize): v128 {
    const h = f32x4.max(f32x4.sub(margin, f32x4.mul(target, y)), splat(0));
    return f32x4.neg(f32x4.mul(f32x4.add(h, h), target));
  }

  @inline byTarget(y: v128, target: v128, margin: v128, pattern: usize): v128 {
    const h = f32x4.max(f32x4.sub(margin, f32x4.mul(target, y)), splat(0));
    return f32x4.neg(f32x4.mul(f32x4.add(h, h), y));
  }
}
