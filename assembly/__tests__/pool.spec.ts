import { averagePool2dBackward, averagePool2dForward } from "../pooling/averagePool2d";
import { globalMaxPool2dBackward, globalMaxPool2dForward } from "../pooling/globalPool";
import { maxPool2dBackward, maxPool2dForward } from "../pooling/maxPool2d";
import { endOfCover, firstCover } from "../pooling/window";
import { at, buffer, floats, intact, integers, noise, runBackwards, sameBits, struct } from "./support";

describe("the windows over a position", () => {
  it("are those that begin at or before it and end after it", () => {
    for (let window = 1; window <= 5; window++) {
      for (let stride = 1; stride <= 6; stride++) {
        for (let p = 0; p < 20; p++) {
          for (let o = 0; o < 4; o++) {
            const covers = o * stride <= p && p < o * stride + window;
            const counted = o >= firstCover(p, window, stride) && o < endOfCover(p, stride, 4);
            if (covers != counted) throw new Error(`window ${o} of ${window}, stride ${stride}, position ${p}`);
          }
        }
      }
    }
  });
});

/** Two images of 5 x 7 pixels, window 3 x 2, stride 2 x 1, one row of padding on top, one column on the left. */
function sizes(channels: i32): i32[] {
  return [channels, 5, 7, 2, 7, 3, 2, 2, 1, 1, 1];
}

describe("max pooling", () => {
  it("takes the first of equals, lets a NaN win, and padding never", () => {
    const x = floats([-3, -1, -1, -2, NaN, -5, -6, NaN, -7]), y = buffer(4), argmax = buffer(4);
    // 3 x 3 pixels of one channel, window 2 x 2, stride 2, padding on top and left
    maxPool2dForward(struct([<i32>y, <i32>argmax, <i32>x, 1, 3, 3, 2, 2, 2, 2, 2, 2, 1, 1]), 0, 2);
    expect<f32>(at(y, 0)).toBe(-3);
    expect<f32>(at(y, 1)).toBe(-1);
    expect<f32>(at(y, 2)).toBe(-2);
    expect<f32>(at(y, 3)).toBeNaN();
    expect<i32>(load<i32>(argmax + 4)).toBe(1, "first of equals");
    expect<i32>(load<i32>(argmax + 12)).toBe(7, "the last NaN, as in PyTorch");
  });

  it("gives the same bits however it is cut, with or without argmax, and writes nothing else", () => {
    for (let channels = 1; channels <= 9; channels++) {
      const inputs = 2 * 5 * 7 * channels, outputs = 2 * 2 * 7 * channels;
      const x = noise(inputs, channels), whole = buffer(outputs), pieces = buffer(outputs), argmax = buffer(outputs);
      maxPool2dForward(struct([<i32>whole, <i32>argmax, <i32>x].concat(sizes(channels))), 0, 4);
      runBackwards(maxPool2dForward, struct([<i32>pieces, 0, <i32>x].concat(sizes(channels))), 4);
      expect(sameBits(whole, pieces, outputs)).toBe(true);
      expect(intact(whole, outputs, true) && intact(pieces, outputs, true) && intact(argmax, outputs, true)).toBe(true);

      const dx = buffer(inputs), cut = buffer(inputs);
      maxPool2dBackward(struct([<i32>dx, <i32>x, <i32>argmax].concat(sizes(channels))), 0, 10);
      runBackwards(maxPool2dBackward, struct([<i32>cut, <i32>x, <i32>argmax].concat(sizes(channels))), 10);
      expect(sameBits(dx, cut, inputs)).toBe(true);
      expect(intact(dx, inputs, true)).toBe(true);
    }
  });

  it("sends each gradient to one pixel, and 0 to those under no window", () => {
    const dy = floats([10, 20]), argmax = integers([1, 3]), dx = buffer(5);
    // One row of 5 pixels, window 1 x 2, stride 2: the last pixel is under none
    maxPool2dBackward(struct([<i32>dx, <i32>dy, <i32>argmax, 1, 1, 5, 1, 2, 1, 2, 1, 2, 0, 0]), 0, 1);
    const expected: f32[] = [0, 10, 0, 20, 0];
    for (let i = 0; i < 5; i++) expect<f32>(at(dx, i)).toBe(expected[i]);
  });
});

describe("average pooling", () => {
  it("divides by the part inside the image, or with countPadding by the window", () => {
    const x = floats([4, 8, 12, 16]), y = buffer(4);
    // 2 x 2 pixels, window 2 x 2, stride 2, padding 1 all around: each window holds one pixel
    const rest: i32[] = [1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1];
    averagePool2dForward(struct([<i32>y, <i32>x, 0].concat(rest)), 0, 2);
    for (let i = 0; i < 4; i++) expect<f32>(at(y, i)).toBe(4 * <f32>(i + 1));
    averagePool2dForward(struct([<i32>y, <i32>x, 1].concat(rest)), 0, 2);
    for (let i = 0; i < 4; i++) expect<f32>(at(y, i)).toBe(<f32>(i + 1));
    const dx = buffer(4);
    averagePool2dBackward(struct([<i32>dx, <i32>x, 1].concat(rest)), 0, 2);
    for (let i = 0; i < 4; i++) expect<f32>(at(dx, i)).toBe(<f32>(i + 1));
  });

  it("gives the same bits however it is cut, and writes nothing else", () => {
    for (let channels = 1; channels <= 9; channels++) {
      const inputs = 2 * 5 * 7 * channels, outputs = 2 * 2 * 7 * channels;
      const x = noise(inputs, channels), whole = buffer(outputs), pieces = buffer(outputs);
      averagePool2dForward(struct([<i32>whole, <i32>x, 0].concat(sizes(channels))), 0, 4);
      runBackwards(averagePool2dForward, struct([<i32>pieces, <i32>x, 0].concat(sizes(channels))), 4);
      expect(sameBits(whole, pieces, outputs) && intact(whole, outputs, true)).toBe(true);

      const dx = buffer(inputs), cut = buffer(inputs);
      averagePool2dBackward(struct([<i32>dx, <i32>whole, 0].concat(sizes(channels))), 0, 10);
      runBackwards(averagePool2dBackward, struct([<i32>cut, <i32>whole, 0].concat(sizes(channels))), 10);
      expect(sameBits(dx, cut, inputs) && intact(dx, inputs, true)).toBe(true);
    }
  });
});

describe("global max pooling", () => {
  it("takes the first of equals, and lets a NaN win", () => {
    // 4 pixels of 2 channels
    const x = floats([-3, 1, -1, NaN, -1, 2, -2, NaN]), y = buffer(2), argmax = buffer(2);
    globalMaxPool2dForward(struct([<i32>y, <i32>argmax, <i32>x, 4, 2]), 0, 1);
    expect<f32>(at(y, 0)).toBe(-1);
    expect<i32>(load<i32>(argmax)).toBe(1, "first of equals");
    expect<f32>(at(y, 1)).toBeNaN();
    expect<i32>(load<i32>(argmax + 4)).toBe(3, "the last NaN, as maxPool2d");
  });

  it("gives the same bits however it is cut, with or without argmax, and writes nothing else", () => {
    for (let channels = 1; channels <= 37; channels += 3) {
      const pixels = 11, images = 3, items = images * ((channels + 15) / 16), outputs = images * channels;
      const x = noise(images * pixels * channels, channels), whole = buffer(outputs), pieces = buffer(outputs);
      const argmax = buffer(outputs);
      globalMaxPool2dForward(struct([<i32>whole, <i32>argmax, <i32>x, pixels, channels]), 0, items);
      runBackwards(globalMaxPool2dForward, struct([<i32>pieces, 0, <i32>x, pixels, channels]), items);
      expect(sameBits(whole, pieces, outputs)).toBe(true);
      expect(intact(whole, outputs, true) && intact(pieces, outputs, true) && intact(argmax, outputs, true)).toBe(true);

      const inputs = images * pixels * channels, dx = buffer(inputs), cut = buffer(inputs);
      globalMaxPool2dBackward(struct([<i32>dx, <i32>whole, <i32>argmax, pixels, channels]), 0, images);
      runBackwards(globalMaxPool2dBackward, struct([<i32>cut, <i32>whole, <i32>argmax, pixels, channels]), images);
      expect(sameBits(dx, cut, inputs)).toBe(true);
      expect(intact(dx, inputs, true)).toBe(true);
    }
  });
});
