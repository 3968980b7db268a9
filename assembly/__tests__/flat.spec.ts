import { relu6Backward, relu6Forward, reluBackward, reluForward } from "../activation/rectifier";
import {
  sigmoidBackward,
  sigmoidForward,
  siluForward,
  tanhBackward,
  tanhForward,
} from "../activation/sigmoid";
import { siluBackward } from "../activation/siluBackward";
import { add, multiply } from "../arithmetic/binary";
import { biasForward, copy, fill } from "../arithmetic/elementwise";
import { BLOCK } from "../flat";
import { guardFinite } from "../guard";
import { Kernel, at, bits, buffer, floats, intact, integers, noise, runBackwards, sameBits, struct } from "./support";

/** A count that ends inside the third block, one lane into a vector. */
const COUNT = 2 * BLOCK + 5;
const ITEMS = 3;

/** Runs y = kernel(x, ...) whole and in pieces; true when both give the same bits and write nothing else. */
function holds(kernel: Kernel, inputs: usize[]): bool {
  const whole = buffer(COUNT), pieces = buffer(COUNT);
  kernel(argsOf(whole, inputs), 0, ITEMS);
  runBackwards(kernel, argsOf(pieces, inputs), ITEMS);
  return sameBits(whole, pieces, COUNT) && intact(whole, COUNT) && intact(pieces, COUNT);
}

function argsOf(y: usize, inputs: usize[]): usize {
  const words: i32[] = [<i32>y];
  for (let i = 0; i < inputs.length; i++) words.push(<i32>inputs[i]);
  words.push(COUNT);
  return struct(words);
}

describe("flat kernels", () => {
  it("give the same bits however they are cut, and write within their storage", () => {
    const x = noise(COUNT, 1), dy = noise(COUNT, 2);
    expect(holds(reluForward, [x])).toBe(true, "reluForward");
    expect(holds(reluBackward, [dy, x])).toBe(true, "reluBackward");
    expect(holds(sigmoidForward, [x])).toBe(true, "sigmoidForward");
    expect(holds(sigmoidBackward, [dy, x])).toBe(true, "sigmoidBackward");
    expect(holds(tanhForward, [x])).toBe(true, "tanhForward");
    expect(holds(tanhBackward, [dy, x])).toBe(true, "tanhBackward");
    expect(holds(relu6Forward, [x])).toBe(true, "relu6Forward");
    expect(holds(relu6Backward, [dy, x])).toBe(true, "relu6Backward");
    expect(holds(siluForward, [x])).toBe(true, "siluForward");
    expect(holds(siluBackward, [dy, x])).toBe(true, "siluBackward");
    expect(holds(add, [x, dy])).toBe(true, "add");
    expect(holds(multiply, [x, dy])).toBe(true, "multiply");
    expect(holds(copy, [x])).toBe(true, "copy");
  });

  it("touch only their own block", () => {
    const y = buffer(COUNT);
    fill(struct([<i32>y, bits(7), COUNT]), 1, 2);
    expect<f32>(at(y, BLOCK - 1)).toBe(12345.5);
    expect<f32>(at(y, BLOCK)).toBe(7);
    expect<f32>(at(y, 2 * BLOCK - 1)).toBe(7);
    expect<f32>(at(y, 2 * BLOCK)).toBe(12345.5);
  });
});

describe("relu", () => {
  it("keeps NaN, and has gradient 0 at 0", () => {
    const x = floats([-1, 0, 2, NaN]), y = buffer(4);
    reluForward(struct([<i32>y, <i32>x, 4]), 0, 1);
    expect<f32>(at(y, 0)).toBe(0);
    expect<f32>(at(y, 1)).toBe(0);
    expect<f32>(at(y, 2)).toBe(2);
    expect<f32>(at(y, 3)).toBeNaN();
    const dx = buffer(4), dy = floats([5, 6, 7, 8]);
    reluBackward(struct([<i32>dx, <i32>dy, <i32>y, 4]), 0, 1);
    expect<f32>(at(dx, 0)).toBe(0);
    expect<f32>(at(dx, 1)).toBe(0);
    expect<f32>(at(dx, 2)).toBe(7);
  });
});

describe("relu6", () => {
  it("keeps NaN, and has gradient 0 at 0, at 6 and outside", () => {
    const x = floats([-1, 0, 2, 6, 7, NaN, Infinity]), y = buffer(7);
    relu6Forward(struct([<i32>y, <i32>x, 7]), 0, 1);
    const expected: f32[] = [0, 0, 2, 6, 6, NaN, 6];
    for (let i = 0; i < 7; i++) {
      if (i == 5) expect<f32>(at(y, i)).toBeNaN();
      else expect<f32>(at(y, i)).toBe(expected[i]);
    }
    const dx = buffer(7), dy = floats([5, 5, 5, 5, 5, 5, 5]);
    relu6Backward(struct([<i32>dx, <i32>dy, <i32>y, 7]), 0, 1);
    for (let i = 0; i < 7; i++) expect<f32>(at(dx, i)).toBe(i == 2 ? 5 : 0);
  });
});

describe("silu", () => {
  it("goes to 0 and to x, its slope to 0 and 1, also where e^-x overflows; NaN stays NaN", () => {
    const x = floats([-1000, -88.5, -50, 0, 50, 1000, NaN]), y = buffer(7), dx = buffer(7);
    const dy = floats([1, 1, 1, 1, 1, 1, 1]);
    siluForward(struct([<i32>y, <i32>x, 7]), 0, 1);
    siluBackward(struct([<i32>dx, <i32>dy, <i32>x, 7]), 0, 1);
    for (let i = 0; i < 3; i++) {
      expect<bool>(Mathf.abs(at(y, i)) < 1e-18).toBe(true);
      expect<bool>(Mathf.abs(at(dx, i)) < 1e-18).toBe(true);
    }
    expect<f32>(at(y, 3)).toBe(0);
    expect<f32>(at(dx, 3)).toBe(0.5);
    for (let i = 4; i < 6; i++) {
      expect<f32>(at(y, i)).toBe(at(x, i));
      expect<f32>(at(dx, i)).toBe(1);
    }
    expect<f32>(at(y, 6)).toBeNaN();
    expect<f32>(at(dx, 6)).toBeNaN();
  });
});

describe("biasForward", () => {
  it("adds one bias a channel, and stays in its row", () => {
    for (let channels = 1; channels <= 9; channels++) {
      const x = noise(3 * channels, 3), bias = noise(channels, 4), y = buffer(3 * channels);
      biasForward(struct([<i32>y, <i32>x, <i32>bias, channels]), 1, 2);
      expect<f32>(at(y, channels - 1)).toBe(12345.5, "row 0");
      for (let c = 0; c < channels; c++) expect<f32>(at(y, channels + c)).toBe(at(x, channels + c) + at(bias, c));
      expect<f32>(at(y, 2 * channels)).toBe(12345.5, "row 2");
    }
  });
});

describe("guardFinite", () => {
  it("finds a NaN or an infinity at any place, and none in the storage after the last", () => {
    for (let bad = 0; bad < 10; bad++) {
      const x = noise(10, 5), halt = integers([0]);
      store<f32>(x + (9 << 2), bad == 9 ? Infinity : 1);
      if (bad < 9) store<f32>(x + (bad << 2), bad % 2 ? NaN : -Infinity);
      guardFinite(struct([<i32>halt, <i32>x, 9]), 0, 1);
      expect<i32>(load<i32>(halt)).toBe(bad < 9 ? 1 : 0);
    }
  });

  it("looks at its own items only, and never takes a halt back", () => {
    const x = noise(COUNT, 6), halt = integers([0]), args = struct([<i32>halt, <i32>x, COUNT]);
    store<f32>(x + (BLOCK << 2), NaN);
    guardFinite(args, 0, 1);
    guardFinite(args, 2, 3);
    expect<i32>(load<i32>(halt)).toBe(0);
    guardFinite(args, 1, 2);
    guardFinite(args, 2, 3);
    expect<i32>(load<i32>(halt)).toBe(1);
  });
});
