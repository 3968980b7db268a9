// The functions of math.ts, erf.ts and pow.ts over arrays in place, for tests/math/accuracy.test.ts, which compiles this file.

import { erf, normalShare, normalWeight } from "../erf";
import { exp, expDown, expm1, log, log1p, sigmoid, sineOfTurn, softplus, tanh } from "../math";
import { pow } from "../pow";

export function expAll(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, exp(v128.load(x)));
}

export function logAll(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, log(v128.load(x)));
}

export function tanhAll(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, tanh(v128.load(x)));
}

export function sigmoidAll(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, sigmoid(v128.load(x)));
}

export function sineOfTurnAll(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, sineOfTurn(v128.load(x)));
}

export function expDownAll(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, expDown(v128.load(x)));
}

export function expm1All(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, expm1(v128.load(x)));
}

export function log1pAll(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, log1p(v128.load(x)));
}

export function softplusAll(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, softplus(v128.load(x)));
}

export function erfAll(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, erf(v128.load(x)));
}

export function normalShareAll(x: usize, end: usize): void {
  for (; x < end; x += 16) v128.store(x, normalShare(v128.load(x), normalWeight(v128.load(x))));
}

/** Each number to the same power. */
export function powAll(x: usize, end: usize, y: f32): void {
  for (; x < end; x += 16) v128.store(x, pow(v128.load(x), f32x4.splat(y)));
}
