/**
 * Functions of f64 numbers by + - * / alone: Math.exp, log, pow and cos differ from runtime to runtime in the last bit, and a
 * learning rate that differs there leads to other weights. Errors are a few units in the last place.
 */

const LN2_HIGH = 0.6931471803691238; // 32 bits of ln 2, so that a whole multiple of it is exact
const LN2_LOW = 1.9082149292705877e-10;
const EXP_TERMS = 14;
const LOG_TERMS = 12;
const COS_TERMS = 11;

/** base^exponent for a whole exponent, by squaring. */
export function wholePower(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2), square *= square)
    if (rest % 2) result *= square;
  return exponent < 0 ? 1 / result : result;
}

/** e^x: x = k ln 2 + r with |r| at most half of ln 2, the series of e^r, times 2^k. */
export function exp(x: number): number {
  if (!(x > -745)) return Number.isNaN(x) ? x : 0;
  if (x > 710) return Number.POSITIVE_INFINITY;
  const k = Math.round(x / (LN2_HIGH + LN2_LOW));
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = EXP_TERMS; n > 0; n--) sum = 1 + (r / n) * sum;
  const half = Math.trunc(k / 2); // 2^k itself may be beyond what a number can hold
  return sum * wholePower(2, half) * wholePower(2, k - half);
}

/** The natural logarithm: x = 2^k m with m near 1, the series of 2 artanh((m - 1) / (m + 1)), plus k ln 2. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let [m, k] = [x, 0];
  for (; m > Math.SQRT2; k++) m /= 2;
  for (; m < Math.SQRT1_2; k--) m *= 2;
  const s = (m - 1) / (m + 1);
  let sum = 0;
  for (let n = LOG_TERMS; n > 0; n--) sum = s * s * (1 / (2 * n + 1) + sum);
  return k * LN2_HIGH + (2 * s * (1 + sum) + k * LN2_LOW);
}

/** base^exponent for a base that is not negative. */
export function power(base: number, exponent: number): number {
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 2 ** 31) return wholePower(base, exponent);
  if (base === 0) return exponent > 0 ? 0 : Number.POSITIVE_INFINITY;
  return exp(exponent * log(base));
}

/** cos(pi x). */
export function cosineOfPi(x: number): number {
  const turn = Math.abs(x) - 2 * Math.floor(Math.abs(x) / 2); // from 0 to 2
  const half = turn > 1 ? 2 - turn : turn; // from 0 to 1, of the same cosine
  const [sign, angle] = half > 0.5 ? [-1, (1 - half) * Math.PI] : [1, half * Math.PI];
  return sign * cosineSeries(angle);
}

/** sin(pi x), exact where it is 0, 1 or -1. */
export function sineOfPi(x: number): number {
  const turn = x - 2 * Math.round(x / 2); // from -1 to 1
  const half = Math.abs(turn) > 0.5 ? 1 - Math.abs(turn) : Math.abs(turn); // from 0 to 1/2, of the same sine but for the sign
  const sine = half > 0.25 ? cosineSeries((0.5 - half) * Math.PI) : sineSeries(half * Math.PI);
  return turn < 0 ? -sine : sine;
}

/** cos(angle) of an angle up to pi / 2. */
function cosineSeries(angle: number): number {
  let sum = 1;
  for (let n = COS_TERMS; n > 0; n--) sum = 1 - ((angle * angle) / (2 * n * (2 * n - 1))) * sum;
  return sum;
}

/** sin(angle) of an angle up to pi / 4. */
function sineSeries(angle: number): number {
  let sum = 1;
  for (let n = COS_TERMS; n > 0; n--) sum = 1 - ((angle * angle) / (2 * n * (2 * n + 1))) * sum;
  return angle * sum;
}
