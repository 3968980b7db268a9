import { softmaxCrossEntropy, squaredError } from "../losses/loss";
import { softmaxBackward, softmaxForward } from "../activation/softmax";
import { at, bits, buffer, floats, intact, integers, noise, runBackwards, sameBits, struct } from "./support";

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

/** Runs the loss on one row with scale 1 and returns [loss, correct]. */
function lossOf(logits: usize, classes: i32, label: i32): f32[] {
  const loss = buffer(1), correct = buffer(1), labels = integers([label]), scale = floats([1]);
  softmaxCrossEntropy(struct([<i32>loss, <i32>correct, 0, <i32>logits, <i32>labels, <i32>scale, classes]), 0, 1);
  expect(intact(loss, 1, true) && intact(correct, 1, true)).toBe(true);
  return [at(loss, 0), at(correct, 0)];
}

describe("softmax cross-entropy", () => {
  it("is the same with and without gradient, however it is cut", () => {
    for (let classes = 2; classes <= 9; classes++) {
      const logits = noise(ROWS * classes, 2), labels = integers([0, classes - 1, 1]), scale = floats([0.5, 0.25, 0]);
      const loss = buffer(ROWS), correct = buffer(ROWS), dlogits = buffer(ROWS * classes);
      const rest: i32[] = [<i32>logits, <i32>labels, <i32>scale, classes];
      softmaxCrossEntropy(struct([<i32>loss, <i32>correct, <i32>dlogits].concat(rest)), 0, ROWS);
      const alone = buffer(ROWS), cut = buffer(ROWS * classes);
      runBackwards(softmaxCrossEntropy, struct([<i32>alone, 0, 0].concat(rest)), ROWS);
      expect(sameBits(loss, alone, ROWS)).toBe(true);
      runBackwards(softmaxCrossEntropy, struct([<i32>alone, <i32>correct, <i32>cut].concat(rest)), ROWS);
      expect(sameBits(dlogits, cut, ROWS * classes) && intact(dlogits, ROWS * classes, true)).toBe(true);
      expect<f32>(at(loss, 2)).toBe(0, "a row of weight 0");
    }
  });

  it("counts a tie for the first of the greatest, and NaN for none", () => {
    const logits = floats([1, 3, 2, 3, 0]);
    expect<f32>(lossOf(logits, 5, 1)[1]).toBe(1);
    expect<f32>(lossOf(logits, 5, 3)[1]).toBe(0);
    expect<f32>(lossOf(logits, 5, 0)[1]).toBe(0);
    expect<f32>(lossOf(floats([NaN, 1]), 2, 1)[1]).toBe(0);
    expect<f32>(lossOf(floats([1, NaN]), 2, 1)[1]).toBe(0);
  });

  it("stays finite where probabilities underflow", () => {
    const logits = floats([500, 0, -500]);
    expect<f32>(lossOf(logits, 3, 0)[0]).toBe(0);
    expect<f32>(lossOf(logits, 3, 1)[0]).toBe(500);
    expect<f32>(lossOf(logits, 3, 2)[0]).toBe(1000);
  });
});

describe("squared error", () => {
  it("is the same with and without gradient, however it is cut", () => {
    for (let size = 1; size <= 9; size++) {
      const y = noise(ROWS * size, 3), target = noise(ROWS * size, 4), scale = floats([0.5, 0.25, 2]);
      const loss = buffer(ROWS), dy = buffer(ROWS * size), alone = buffer(ROWS);
      const rest: i32[] = [<i32>y, <i32>target, <i32>scale, size, bits(0.5)];
      squaredError(struct([<i32>loss, <i32>dy].concat(rest)), 0, ROWS);
      runBackwards(squaredError, struct([<i32>alone, 0].concat(rest)), ROWS);
      expect(sameBits(loss, alone, ROWS) && intact(loss, ROWS, true) && intact(dy, ROWS * size, true)).toBe(true);
      expect<f32>(at(dy, 0)).toBe(0.5 * (at(y, 0) - at(target, 0)));
    }
  });
});
