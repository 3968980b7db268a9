// The functions of math.ts over arrays in place, for tests/math/accuracy.test.ts, which compiles this file.

import { exp, log, sigmoid, sineOfTurn, tanh } from "../math";

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
