import { count } from "../../../src/graph/shape.ts";
import type { Oracle } from "../../harness/checkOp.ts";

/** Where along sample axis `along` the greatest (or least) element stands: the first NaN, else the first of equals. */
function seek(along: number, keepAxis: boolean, beats: (a: number, b: number) => boolean): Oracle {
  return {
    forward([{ shape, data }]) {
      const axis = along + 1;
      const n = shape[axis];
      const inner = count(shape.slice(axis + 1));
      const places = new Float64Array(data.length / n);
      for (let i = 0; i < places.length; i++) {
        const at = (k: number): number => data[(Math.floor(i / inner) * n + k) * inner + (i % inner)];
        let best = 0;
        for (let k = 1; k < n; k++)
          if (!Number.isNaN(at(best)) && (Number.isNaN(at(k)) || beats(at(k), at(best)))) best = k;
        places[i] = best;
      }
      const stays = keepAxis || shape.length === 2;
      return { shape: [...shape.slice(0, axis), ...(stays ? [1] : []), ...shape.slice(axis + 1)], data: places };
    },
    backward: (_, [{ data }]) => ({ inputs: [new Float64Array(data.length)], parameters: {} }),
  };
}

export const argmax = (along: number, keepAxis = false): Oracle => seek(along, keepAxis, (a, b) => a > b);
export const argmin = (along: number, keepAxis = false): Oracle => seek(along, keepAxis, (a, b) => a < b);
