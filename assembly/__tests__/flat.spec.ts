import { reluBackward, reluForward, sigmoidBackward, sigmoidForward, tanhBackward, tanhForward } from "../activation";
import { accumulate, biasForward, copy, fill } from "../elementwise";
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

describe("accumulate", () => {
  it("adds", () => {
    const y = floats([1, 2, 3, 4, 5]), x = floats([10, 20, 30, 40, 50]);
    accumulate(struct([<i32>y, <i32>x, 5]), 0, 1);
    for (let i = 0; i < 5; i++) expect<f32>(at(y, i)).toBe(11 * <f32>(i + 1));
    expect(intact(y, 5)).toBe(true);
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
