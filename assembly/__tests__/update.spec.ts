import { adam } from "../optimizers/adam";
import { BLOCK } from "../flat";
import { randomNormal, randomUniform } from "../random";
import { sgd } from "../optimizers/sgd";
import { Kernel, at, bits, buffer, floats, intact, noise, runBackwards, sameBits, struct } from "./support";

/** A count that ends inside the third block, one lane into a vector. */
const COUNT = 2 * BLOCK + 5;

/** The pieces of a run must change parameters and state to the same bits as the whole run. */
function sameInPieces(kernel: Kernel, states: i32, hyper: usize): bool {
  const gradient = noise(COUNT, 9), whole: usize[] = [], pieces: usize[] = [], words: i32[] = [], cut: i32[] = [];
  for (let i = 0; i <= states; i++) {
    whole.push(noise(COUNT, i + 1));
    pieces.push(noise(COUNT, i + 1));
    // The second moment of Adam is a mean of squares.
    for (let k = 0; i == 2 && k < COUNT; k++) store<f32>(whole[i] + (k << 2), abs(at(whole[i], k)));
    memory.copy(pieces[i], whole[i], COUNT << 2);
    words.push(<i32>whole[i]);
    cut.push(<i32>pieces[i]);
  }
  const rest: i32[] = [<i32>gradient, <i32>hyper, COUNT];
  kernel(struct(words.concat(rest)), 0, 3);
  runBackwards(kernel, struct(cut.concat(rest)), 3);
  for (let i = 0; i <= states; i++) {
    if (!sameBits(whole[i], pieces[i], COUNT) || !intact(whole[i], COUNT)) return false;
  }
  return true;
}

describe("sgd", () => {
  it("gives the same bits however it is cut", () => {
    expect(sameInPieces(sgd, 1, floats([0.1, 0.9, 0.01, 0]))).toBe(true);
    expect(sameInPieces(sgd, 1, floats([0.1, 0.9, 0.01, 1]))).toBe(true);
  });

  it("needs no velocity without momentum", () => {
    const p = floats([1, 2]), g = floats([4, -8]), hyper = floats([0.5, 0, 0.25, 0]);
    sgd(struct([<i32>p, 0, <i32>g, <i32>hyper, 2]), 0, 1);
    expect<f32>(at(p, 0)).toBe(1 - 0.5 * (4 + 0.25));
    expect<f32>(at(p, 1)).toBe(2 - 0.5 * (-8 + 0.5));
  });
});

describe("adam", () => {
  it("gives the same bits however it is cut", () => {
    expect(sameInPieces(adam, 2, floats([0.1, 0.9, 0.1, 0.99, 0.01, 10, 100, 1e-8, 0.01]))).toBe(true);
  });

  it("leaves a parameter of gradient 0 where it is", () => {
    const p = floats([3]), m = floats([0]), v = floats([0]), g = floats([0]);
    const hyper = floats([0.1, 0.9, 0.1, 0.999, 0.001, 10, 1000, 1e-8, 0]);
    adam(struct([<i32>p, <i32>m, <i32>v, <i32>g, <i32>hyper, 1]), 0, 1);
    expect<f32>(at(p, 0)).toBe(3);
  });
});

/** Arguments for `count` numbers of stream 3, step 4, purpose 5 under seed words 1, 2. */
function draw(y: usize, count: i32, a: f32, b: f32): usize {
  return struct([<i32>y, count, bits(a), bits(b), 1, 2, 3, 4, 5]);
}

describe("random numbers", () => {
  it("depend on their place alone", () => {
    const kernels: Kernel[] = [randomUniform, randomNormal];
    for (let k = 0; k < 2; k++) {
      const whole = buffer(COUNT), pieces = buffer(COUNT), fewer = buffer(10);
      kernels[k](draw(whole, COUNT, -1, 2), 0, 3);
      runBackwards(kernels[k], draw(pieces, COUNT, -1, 2), 3);
      kernels[k](draw(fewer, 10, -1, 2), 0, 1);
      expect(sameBits(whole, pieces, COUNT) && sameBits(whole, fewer, 10)).toBe(true);
      expect(intact(whole, COUNT) && intact(fewer, 10)).toBe(true);
    }
  });

  it("are those of Philox 4x32-10", () => {
    // The published answer to counter and key of zeros; its upper 24 bits are the uniform number.
    const y = buffer(4), words: u32[] = [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8];
    randomUniform(struct([<i32>y, 4, bits(0), bits(1), 0, 0, 0, 0, 0]), 0, 1);
    for (let i = 0; i < 4; i++) expect<f32>(at(y, i)).toBe(<f32>(words[i] >> 8) / 16777216);
  });

  it("have the moments of their distributions", () => {
    const count = 64 * BLOCK, y = buffer(count);
    randomUniform(draw(y, count, -1, 3), 0, 64);
    expect<bool>(near(moment(y, count, 1), 1, 0.02) && near(moment(y, count, 2), 1 + 16.0 / 12, 0.03)).toBe(true);
    randomNormal(draw(y, count, 0, 1), 0, 64);
    expect<bool>(near(moment(y, count, 1), 0, 0.02) && near(moment(y, count, 2), 1, 0.03)).toBe(true);
    expect<bool>(near(moment(y, count, 3), 0, 0.06) && near(moment(y, count, 4), 3, 0.2)).toBe(true);
  });
});

function near(a: f64, b: f64, distance: f64): bool {
  return Math.abs(a - b) < distance;
}

/** Mean of x^power. */
function moment(x: usize, count: i32, power: f64): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += <f64>at(x, i) ** power;
  return sum / count;
}
