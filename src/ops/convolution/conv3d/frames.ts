import * as kernels from "../../../../bindings/kernels.ts";
import type { Slot } from "../../../../bindings/slot.ts";
import type { Shape } from "../../../graph/shape.ts";
import { flatWork, type Program, work } from "../../../plan/program.ts";
import type { Placed } from "../../windowNd.ts";
import { type ConvolutionAttributes, product } from "../attributes.ts";
import { type Geometry, planeOf } from "../conv2d/geometry.ts";

/**
 * How the frames of volumes [n, depth, height, width, channels] lie under windows: sizes of
 * assembly/convolution/frames.ts.
 */
interface Frames {
  readonly inDepth: number;
  readonly outDepth: number;
  readonly height: number;
  readonly width: number;
  readonly groups: number;
  readonly cin: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly front: number;
}

/**
 * A convolution of volumes as one of images: of each output frame, with the channels of all frames that its windows
 * meet.
 */
export interface Volume {
  readonly n: number;
  readonly frames: Frames;
  readonly plane: Geometry;
}

type VolumeOptions = Pick<ConvolutionAttributes, "kernel" | "stride" | "dilation" | "filters" | "groups">;

/** The convolution of a batch of `n` volumes of `axes` and `channels`, windows at `places`, to volumes of `out`. */
export function volumeOf(
  a: VolumeOptions,
  {
    n,
    axes,
    out,
    channels,
    places,
  }: { n: number; axes: Shape; out: Shape; channels: number; places: readonly Placed[] },
): Volume {
  const taps = a.kernel[0];
  const frames = {
    ...{
      inDepth: axes[0],
      outDepth: out[0],
      height: axes[1],
      width: axes[2],
      groups: a.groups,
      cin: channels / a.groups,
    },
    ...{ taps, stride: a.stride[0], dilation: a.dilation[0], front: places[0].before },
  };
  return { n, frames, plane: planeOf(a, { n: n * out[0], axes, out, channels: taps * channels, places }) };
}

/** Whether each output frame is made of the frame at its place alone: then nothing has to be moved. */
const isPlain = ({ inDepth, outDepth, taps, stride, front }: Frames): boolean =>
  taps === 1 && stride === 1 && front === 0 && inDepth === outDepth;

/** Floats of the gathered frames. */
const gathered = ({ n, frames: f }: Volume): number => n * f.outDepth * f.height * f.width * f.groups * f.taps * f.cin;

/** A slot for the images that {@link Volume.plane} convolves, or for their gradient. */
export const imagesSlot = (program: Program, v: Volume): Slot => program.slot("frames", gathered(v) * 4);

/** The images that {@link Volume.plane} convolves. */
export function gatherFrames(program: Program, v: Volume, x: Slot): Slot {
  if (isPlain(v.frames)) return x;
  const y = imagesSlot(program, v);
  const rows = v.n * v.frames.outDepth * v.frames.height;
  program.emit(kernels.gatherFrames, { y, x, ...v.frames }, work(rows, gathered(v) / rows));
  return y;
}

/** x = bias + what the images' gradient says of each frame: `make` writes it where it is told. */
export function scatterFrames(
  program: Program,
  v: Volume,
  x: Slot,
  bias: Slot | null,
  make: (images: Slot) => void,
): void {
  if (isPlain(v.frames) && !bias) {
    make(x);
    return;
  }
  const y = imagesSlot(program, v);
  make(y);
  const rows = v.n * v.frames.inDepth * v.frames.height;
  program.emit(kernels.scatterFrames, { x, y, bias, ...v.frames }, work(rows, gathered(v) / rows));
}

/**
 * A kernel [depth, height, width, in, out] as one of images [height, width, depth * in, out], when parameters have
 * changed.
 */
export function imageKernel(program: Program, v: Volume, kernel: Slot): Slot {
  if (v.frames.taps === 1) return kernel;
  return program.once(`images/${kernel.label}`, () => {
    const y = program.prepared("images", kernel.bytes);
    for (const { wide, narrow, ...copy } of copies(v, y, kernel))
      program.prepare(kernels.copyRows, { y: wide, x: narrow, ...copy }, flatWork(copy.count, 1));
    return y;
  });
}

/** dw = the gradient of such a kernel, which `make` writes where it is told. */
export function volumeKernelGradient(program: Program, v: Volume, dw: Slot, make: (images: Slot) => void): void {
  if (v.frames.taps === 1) {
    make(dw);
    return;
  }
  const images = program.slot("images", dw.bytes);
  make(images);
  program.together(() => {
    for (const { wide, narrow, yPitch, xPitch, ...copy } of copies(v, images, dw))
      program.emit(
        kernels.copyRows,
        { y: narrow, x: wide, yPitch: xPitch, xPitch: yPitch, ...copy },
        flatWork(copy.count, 1),
      );
  });
}

/** Of each frame of taps, its rows [in, out] in the kernel of images, `wide`, and in that of volumes, `narrow`. */
function copies({ frames: { taps, cin }, plane }: Volume, wide: Slot, narrow: Slot) {
  const row = cin * plane.groups * plane.cout;
  const count = product([plane.tapsY, plane.tapsX, row]);
  return Array.from({ length: taps }, (_, t) => ({
    ...{ wide: wide.at(t * row * 4), narrow: narrow.at(t * count * 4, count * 4) },
    ...{ row, yPitch: taps * row, xPitch: row, count },
  }));
}
