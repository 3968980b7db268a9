import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { type Program, work } from "../../plan/program.ts";

/** Of each of `outer` matrices: y [m, n] = a [m, k] b [k, n]. */
export interface Sizes {
  readonly outer: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** How a product is meant. */
export interface Product {
  /** a is [k, m]. Default false. */
  readonly transposeA?: boolean;
  /** b is [n, k]. Default false. */
  readonly transposeB?: boolean;
  /** What the product is multiplied by. Default 1. */
  readonly scale?: number;
  /** Whether it is added to what y holds. Default false. */
  readonly accumulate?: boolean;
}

/** Columns of a panel: `CHANNELS` of assembly/convolution/tile.ts. */
const COLUMNS = 8;
/** Rows and panels of a block at most: what is packed for them is used often, and stays in a core's own cache. */
const BLOCK_ROWS = 64;
const BLOCK_PANELS = 16;
/** Terms that are added up at a time. */
const DEPTH = 256;
/** Blocks that are enough to keep threads busy. */
const ENOUGH_ITEMS = 16;
/** Multiply-adds that a block should be worth. */
const BLOCK_COST = 1 << 17;
/** Bytes of a `Panel` and of a `Row` of assembly/convolution/multiply.ts; the first rounded up to a cache line. */
const PANEL_BYTES = 64;
const ROW_BYTES = 8;

/** y = scale a b (+ y), for each of `outer` matrices. */
export function emitProduct(
  program: Program,
  sizes: Sizes,
  { y, a, b }: { y: Slot; a: Slot; b: Slot },
  { transposeA = false, transposeB = false, scale = 1, accumulate = false }: Product = {},
): void {
  const { outer, m, n, k } = sizes;
  const { rows, panels } = shareOut(sizes);
  const depth = Math.min(k, DEPTH);
  const items = outer * Math.ceil(m / rows) * Math.ceil(n / (panels * COLUMNS));
  const packed = depth * (COLUMNS + (transposeA ? rows : 0)) * 4;
  program.emit(
    kernels.multiplyMatrices,
    {
      ...{ y, a, b, scale, m, n, k, rows, panels, depth },
      ...{ transposeA: Number(transposeA), transposeB: Number(transposeB), accumulate: Number(accumulate) },
    },
    { ...work(items, (outer * m * n * k) / items), scratch: PANEL_BYTES + rows * ROW_BYTES + packed },
  );
}

/** Rows and panels of a block: as many as pay, but so that there is work for several threads. */
function shareOut({ outer, m, n, k }: Sizes): { rows: number; panels: number } {
  let [down, across] = [Math.ceil(m / BLOCK_ROWS), Math.ceil(n / (BLOCK_PANELS * COLUMNS))];
  const most = Math.min(ENOUGH_ITEMS, Math.ceil((outer * m * n * k) / BLOCK_COST));
  while (outer * down * across < most && (m / down > 12 || n / across > 2 * COLUMNS))
    if (m / down > n / across || n / across <= 2 * COLUMNS) down++;
    else across++;
  return { rows: Math.ceil(m / down), panels: Math.ceil(Math.ceil(n / COLUMNS) / across) };
}
