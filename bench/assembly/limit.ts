// What this machine's WebAssembly can do at most. Compiled twice, like the core itself.

function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * `iterations` times twelve independent multiply-adds of four lanes: 96 floating-point operations each. A chain
 * multiplies its own value, so that no product can be shared, and converges, so that no number leaves the normal range.
 * Twelve chains hide the latency of a multiply and an add; more would not fit into sixteen registers.
 */
export function multiplyAdds(iterations: i32, factor: f32, term: f32): f32 {
  const m = f32x4.splat(factor);
  const t = f32x4.splat(term);
  let a = t;
  let b = t;
  let c = t;
  let d = t;
  let e = t;
  let f = t;
  let g = m;
  let h = m;
  let i = m;
  let j = m;
  let k = m;
  let l = m;
  for (let n = 0; n < iterations; n++) {
    a = madd(a, m, t);
    b = madd(b, m, t);
    c = madd(c, m, t);
    d = madd(d, m, t);
    e = madd(e, m, t);
    f = madd(f, m, t);
    g = madd(g, m, t);
    h = madd(h, m, t);
    i = madd(i, m, t);
    j = madd(j, m, t);
    k = madd(k, m, t);
    l = madd(l, m, t);
  }
  a = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(e, f));
  g = f32x4.add(f32x4.add(f32x4.add(g, h), f32x4.add(i, j)), f32x4.add(k, l));
  return f32x4.extract_lane(f32x4.add(a, g), 0);
}

/** Copies `bytes`, a multiple of 64, a cache line at a time. */
export function copyLines(to: usize, from: usize, bytes: i32): void {
  const end = from + bytes;
  for (; from < end; from += 64, to += 64) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}
