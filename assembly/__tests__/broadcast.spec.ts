import { addRows, multiplyRows, spreadRows } from "../arithmetic/broadcast";
import { copyRows } from "../shape/concat";
import { BLOCK } from "../flat";
import { dotRows, sumRows } from "../arithmetic/sumRows";
import { Kernel, at, bits, buffer, intact, noise, runBackwards, sameBits, struct } from "./support";

const OUTER = 3;
/** Row counts and row lengths whose blocks of BLOCK elements end inside a row, inside a vector and inside a run of equal b. */
const ROWS: i32[] = [1, 2, 5, 7, 130, 700];
const INNERS: i32[] = [1, 2, 3, 4, 5, 7, 8, 9, 13, 17, 35];

/** Runs y = kernel(...) of `count` floats whole and in pieces; true when both give the same bits and write nothing else. */
function holds(kernel: Kernel, count: i32, items: i32, rest: i32[], y: usize): bool {
  const pieces = buffer(count);
  kernel(struct([<i32>y].concat(rest)), 0, items);
  runBackwards(kernel, struct([<i32>pieces].concat(rest)), items);
  return sameBits(y, pieces, count) && intact(y, count, true) && intact(pieces, count, true);
}

describe("addRows, multiplyRows and spreadRows", () => {
  it("take the b of their row, the same bits however they are cut, and write nothing else", () => {
    for (let r = 0; r < ROWS.length; r++) {
      for (let k = 0; k < INNERS.length; k++) {
        const rows = ROWS[r], inner = INNERS[k], count = OUTER * rows * inner, items = (count + BLOCK - 1) / BLOCK;
        const a = noise(count, 1), b = noise(OUTER * inner, 2), sum = buffer(count), product = buffer(count);
        const spread = buffer(count), sizes: i32[] = [rows, inner, count];
        expect(holds(addRows, count, items, [<i32>a, <i32>b].concat(sizes), sum)).toBe(true, `addRows ${rows} x ${inner}`);
        expect(holds(multiplyRows, count, items, [<i32>a, <i32>b].concat(sizes), product)).toBe(true, "multiplyRows");
        expect(holds(spreadRows, count, items, [<i32>b, bits(0.5)].concat(sizes), spread)).toBe(true, "spreadRows");
        let wrong = 0;
        for (let i = 0; i < count; i++) {
          const other = at(b, i / (rows * inner) * inner + i % inner);
          if (at(sum, i) != at(a, i) + other || at(product, i) != at(a, i) * other || at(spread, i) != 0.5 * other) wrong++;
        }
        expect<i32>(wrong).toBe(0, `${rows} x ${inner}`);
      }
    }
  });
});

describe("sumRows and dotRows", () => {
  it("add up the rows of a slice, the same bits however they are cut, and write nothing else", () => {
    for (let r = 0; r < ROWS.length; r++) {
      for (let k = 0; k < INNERS.length; k++) {
        for (let length = 1; length <= 40; length += 13) {
          const rows = ROWS[r], inner = INNERS[k], slice = min(rows, length), slices = (rows + slice - 1) / slice;
          const a = noise(OUTER * rows * inner, 3), b = noise(OUTER * rows * inner, 4), items = OUTER * slices;
          const sum = buffer(items * inner), dot = buffer(items * inner);
          const sizes: i32[] = [rows, inner, slice];
          expect(holds(sumRows, items * inner, items, [<i32>a, bits(0.5)].concat(sizes), sum)).toBe(true, "sumRows");
          expect(holds(dotRows, items * inner, items, [<i32>a, <i32>b, bits(0.25)].concat(sizes), dot)).toBe(true, "dotRows");
          let wrong = 0;
          for (let i = 0; i < items * inner; i++) {
            const item = i / inner, first = item / slices * rows + item % slices * slice;
            const n = min(slice, rows - item % slices * slice);
            let sums: f32 = 0, dots: f32 = 0;
            for (let row = first; row < first + n; row++) {
              sums += at(a, row * inner + i % inner);
              dots += at(a, row * inner + i % inner) * at(b, row * inner + i % inner);
            }
            // The numbers are 64ths, so that these sums are exact in any order.
            if (at(sum, i) != 0.5 * sums || at(dot, i) != 0.25 * dots) wrong++;
          }
          expect<i32>(wrong).toBe(0, `${rows} x ${inner} in slices of ${slice}`);
        }
      }
    }
  });
});

describe("copyRows", () => {
  it("copies columns between rows of two lengths, however it is cut, and leaves the others", () => {
    const lengths: i32[] = [1, 2, 3, 4, 5, 7, 9, 17, 255, 256, 1500];
    for (let k = 0; k < lengths.length; k++) {
      const row = lengths[k], rows = 5, count = rows * row, items = (count + BLOCK - 1) / BLOCK;
      const x = noise(count, 5), joined = buffer(rows * (row + 4)), back = buffer(count);
      runBackwards(copyRows, struct([<i32>(joined + 12), <i32>x, row, row + 4, row, count]), items);
      let wrong = 0;
      for (let i = 0; i < rows * (row + 4); i++) {
        const c = i % (row + 4) - 3;
        if (at(joined, i) != (c >= 0 && c < row ? at(x, i / (row + 4) * row + c) : 12345.5)) wrong++;
      }
      expect<i32>(wrong).toBe(0, `rows of ${row}`);
      copyRows(struct([<i32>back, <i32>(joined + 12), row, row, row + 4, count]), 0, items);
      expect(sameBits(back, x, count) && intact(back, count, true)).toBe(true, `rows of ${row}, back`);
    }
  });
});
