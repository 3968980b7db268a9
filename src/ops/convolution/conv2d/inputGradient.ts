import type { Slot } from "../../../../bindings/slot.ts";
import type { Program } from "../../../plan/program.ts";
import { type Epilogue, noEpilogue } from "../../epilogue.ts";
import { type DirectEpilogue, emitDirect, foldBias } from "./forward.ts";
import { flattened, type Geometry } from "./geometry.ts";
import { packPanels } from "./panels.ts";
import type { Grid } from "./strips.ts";
import { flippedSizes, winograd, winogradTile } from "./winograd.ts";

/**
 * One dimension of the input's gradient, for the input positions p with p = origin + j * stride. Only the taps
 * k = first + m * step reach them; tap m of position j reads output position j + m * shift - before.
 * Taps are listed from the last to the first, so that m * shift grows.
 */
interface Phase {
  origin: number;
  /** Positions j. */
  positions: number;
  taps: number;
  /** The kernel's tap for m = 0, and how k changes with m. */
  first: number;
  step: number;
  shift: number;
  before: number;
}

const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : a);

/** Splits input positions by their place in the stride: forward reads input p = r * stride + k * dilation - padding. */
export function phases(input: number, taps: number, stride: number, dilation: number, padding: number): Phase[] {
  const common = gcd(stride, dilation);
  const step = stride / common; // taps this far apart reach the same phase
  return Array.from({ length: Math.min(stride, input) }, (_, origin) => {
    const positions = Math.ceil((input - origin) / stride);
    const reached = Array.from({ length: taps }, (_, k) => k).filter(
      (k) => (origin + padding - k * dilation) % stride === 0,
    );
    const last = reached.at(-1) ?? 0;
    const before = -(origin + padding - last * dilation) / stride;
    return {
      origin,
      positions,
      taps: reached.length,
      first: last,
      step: -step,
      shift: dilation / common,
      before: reached.length ? before : 0,
    };
  });
}

/** What the gradient with respect to the input reads and writes. */
export interface InputGradientSlots {
  readonly dx: Slot;
  readonly dy: Slot;
  readonly kernel: Slot;
  /** Added to dx, where this is the forward pass of a transposed convolution. */
  readonly bias?: Slot | null;
}

/**
 * dx = dy * kernel, turned round, with an epilogue: for each phase of the stride a convolution over dy with the taps that reach it,
 * input and output channels exchanged. Phases write different pixels and share a stage.
 */
export function inputGradient(
  program: Program,
  given: Geometry,
  { dx, dy, kernel, bias = null }: InputGradientSlots,
  epilogue: Epilogue = noEpilogue,
): void {
  const factor = epilogue.affine?.factor ?? null;
  const folded = { ...epilogue, bias: foldBias(program, bias, epilogue) };
  const sizes = program.winograd ? flippedSizes(given) : null;
  const tile = sizes ? winogradTile(sizes) : 0;
  if (sizes && tile) {
    const { residual, low, high } = epilogue;
    const slots = { y: dx, x: dy, kernel, factor, bias: folded.bias, residual };
    winograd(program, sizes, slots, { tile, flipped: true, low, high });
    return;
  }
  const g = flattened(given);
  program.together(() => {
    for (const y of phases(g.inHeight, g.tapsY, g.strideY, g.dilationY, g.top))
      for (const x of phases(g.inWidth, g.tapsX, g.strideX, g.dilationX, g.left))
        emitPhase(program, g, y, x, { dx, dy, kernel, factor }, folded);
  });
}

function emitPhase(
  program: Program,
  g: Geometry,
  y: Phase,
  x: Phase,
  { dx, dy, kernel, factor }: { dx: Slot; dy: Slot; kernel: Slot; factor: Slot | null },
  epilogue: DirectEpilogue,
): void {
  const reached = y.taps * x.taps > 0;
  const sizes = { groups: g.groups, cin: g.cout, cout: g.cin, tapsY: reached ? y.taps : 0, tapsX: x.taps };
  const key = `flipped/${kernel.label}/${factor?.label}/${y.first}/${x.first}/${y.taps}/${x.taps}`;
  const panels = program.once(key, () => {
    // Taps from the last to the first, lanes over input channels, rows over output channels.
    const pitch = g.groups * g.cout;
    const [tapY, tapX] = [g.tapsX * g.cin * pitch, g.cin * pitch];
    const steps = {
      ...{ origin: y.first * tapY + x.first * tapX, groupStep: g.cout, outStep: pitch, inStep: 1 },
      ...{ tapStepY: y.step * tapY, tapStepX: x.step * tapX },
    };
    return packPanels(program, kernel, sizes, steps, factor);
  });
  const grid: Grid = {
    ...{ y: dx, x: dy, n: g.n, inHeight: g.outHeight, inWidth: g.outWidth, inPitch: g.groups * g.cout },
    ...{ outHeight: g.inHeight, outWidth: g.inWidth, outPitch: g.groups * g.cin },
    ...{ rows: y.positions, cols: x.positions, rowStep: g.strideY, colStep: g.strideX },
    ...{ rowOrigin: y.origin, colOrigin: x.origin, tapsY: sizes.tapsY, tapsX: x.taps },
    ...{ tapStepY: y.shift, tapStepX: x.shift, strideY: 1, strideX: 1, top: y.before, left: x.before },
  };
  emitDirect(program, grid, sizes, panels, epilogue);
}
