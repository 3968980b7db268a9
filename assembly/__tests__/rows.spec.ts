import { labelIsGreatest, softmaxCrossEntropyForward } from "../losses/softmaxCrossEntropy";
import { softmaxBackward, softmaxForward } from "../activation/softmax";
import { at, bits, buffer, floats, intact, noise, runBackwards, sameBits, struct } from "./support";

const ROWS = 3;

describe("softmax", () => {
  it("gives rows that add up to 1, the same bits however they are cut", () => {
    for (let size = 1; size <= 9; size++) {
      const x = noise(ROWS * size, 1), y = buffer(ROWS * size), pieces = buffer(ROWS * size);
      softmaxForward(struct([<i32>y, <i32>x, size]), 0, ROWS);
      runBackwards(softmaxForward, struct([<i32>pieces, <i32>x, size]), ROWS);
      expect(sameBits(y, pieces, ROWS * size) && intact(y, ROWS * size, true)).toBe(true);
      for (let row = 0; row < ROWS; row++) {
        let sum: f64 = 0;
        for (let i = 0; i < size; i++) sum += at(y, row * size + i);
        expect<bool>(Math.abs(sum - 1) < 3e-7).toBe(true);
      }
      const dx = buffer(ROWS * size), cut = buffer(ROWS * size);
      softmaxBackward(struct([<i32>dx, <i32>x, <i32>y, size]), 0, ROWS);
      runBackwards(softmaxBackward, struct([<i32>cut, <i32>x, <i32>y, size]), ROWS);
      expect(sameBits(dx, cut, ROWS * size) && intact(dx, ROWS * size, true)).toBe(true);
    }
  });

  it("does not overflow", () => {
    const x = floats([1e30, 1000, 1e30, -Infinity, 1e30]), y = buffer(5);
    softmaxForward(struct([<i32>y, <i32>x, 5]), 0, 1);
    expect<f32>(at(y, 0)).toBe(<f32>1 / 3);
    expect<f32>(at(y, 1)).toBe(0);
    expect<f32>(at(y, 3)).toBe(0);
    expect<f32>(at(y, 4)).toBe(<f32>1 / 3);
  });
});

/** The loss of one row; no label is ignored. */
function lossOf(logits: usize, classes: i32, label: f32): f32 {
  const loss = buffer(1), labels = floats([label]);
  softmaxCrossEntropyForward(struct([<i32>loss, 0, 0, <i32>logits, <i32>labels, classes, bits(NaN)]), 0, 1);
  expect(intact(loss, 1, true)).toBe(true);
  return at(loss, 0);
}

/** 1 where `label` has the greatest of `logits`. */
function isRight(logits: f32[], label: f32): f32 {
  const correct = buffer(1);
  labelIsGreatest(struct([<i32>correct, <i32>floats(logits), <i32>floats([label]), logits.length, bits(NaN)]), 0, 1);
  return at(correct, 0);
}

describe("softmax cross-entropy", () => {
  it("is the same whether it keeps what the gradient needs or not, however it is cut", () => {
    for (let classes = 2; classes <= 9; classes++) {
      const logits = noise(ROWS * classes, 2), labels = floats([0, <f32>(classes - 1), 1]);
      const loss = buffer(ROWS), alone = buffer(ROWS), sums = buffer(ROWS), exponentials = buffer(ROWS * classes);
      const rest: i32[] = [<i32>logits, <i32>labels, classes, bits(NaN)];
      softmaxCrossEntropyForward(struct([<i32>loss, <i32>exponentials, <i32>sums].concat(rest)), 0, ROWS);
      runBackwards(softmaxCrossEntropyForward, struct([<i32>alone, 0, 0].concat(rest)), ROWS);
      expect(sameBits(loss, alone, ROWS) && intact(loss, ROWS, true) && intact(sums, ROWS, true)).toBe(true);
      expect(intact(exponentials, ROWS * classes, true)).toBe(true);
    }
  });

  it("stays finite where probabilities underflow", () => {
    const logits = floats([500, 0, -500]);
    expect<f32>(lossOf(logits, 3, 0)).toBe(0);
    expect<f32>(lossOf(logits, 3, 1)).toBe(500);
    expect<f32>(lossOf(logits, 3, 2)).toBe(1000);
  });

  it("counts a tie for the first of the greatest, and NaN for none", () => {
    expect<f32>(isRight([1, 3, 2, 3, 0], 1)).toBe(1);
    expect<f32>(isRight([1, 3, 2, 3, 0], 3)).toBe(0);
    expect<f32>(isRight([1, 3, 2, 3, 0], 0)).toBe(0);
    expect<f32>(isRight([NaN, 1], 1)).toBe(0);
    expect<f32>(isRight([1, NaN], 1)).toBe(0);
  });

  it("is NaN for a label that is no class, and 0 for the one that is ignored", () => {
    const logits = floats([1, 2, 3]);
    expect<f32>(lossOf(logits, 3, 3)).toBeNaN();
    expect<f32>(lossOf(logits, 3, -1)).toBeNaN();
    const loss = buffer(1), labels = floats([-1]);
    softmaxCrossEntropyForward(struct([<i32>loss, 0, 0, <i32>logits, <i32>labels, 3, bits(-1)]), 0, 1);
    expect<f32>(at(loss, 0)).toBe(0);
  });
});
