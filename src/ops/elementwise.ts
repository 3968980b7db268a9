import type { Kernel, Slot } from "../../bindings/slot.ts";
import { count } from "../graph/shape.ts";
import { flatWork, type Program } from "../plan/program.ts";
import type { Op } from "./op.ts";

interface Sizes {
  readonly y: Slot;
  readonly x: Slot;
  readonly count: number;
}

/** Multiply-adds that an exponential and a division cost together. */
export const EXP = 16;

/** For kernels that take no numbers of their own. */
export const none = (): object => ({});

/** An op on each element alone; the kernel takes `numbers` besides its tensors. An element costs about `cost` multiply-adds. */
export function elementwise<Attributes, Numbers extends object = object>(
  name: string,
  forward: Kernel<Sizes & Numbers>,
  numbers: (attributes: Attributes) => Numbers,
  gradient: Pick<Op<Attributes>, "backward" | "stopsGradient">,
  cost = 2,
  step: Op<Attributes>["step"] = () => null,
): Op<Attributes> {
  return {
    name,
    infer: (_, [x]) => ({ shape: x }),
    forward({ program, attributes, inputs: [x], output: y }) {
      emitFlat(program, forward, { y: y.slot, x: x.slot, ...numbers(attributes), count: count(y.shape) }, cost);
    },
    backward: gradient.backward,
    stopsGradient: gradient.stopsGradient ?? false,
    step,
  };
}

/** Emits a flat kernel whose output, the first of its arguments, may take the place of any of its inputs. */
export function emitFlat<Args extends { readonly count: number }>(
  program: Program,
  kernel: Kernel<Args>,
  args: Args,
  cost = 2,
): void {
  const [output, ...inputs] = Object.values(args).filter((value) => typeof value === "object" && value !== null);
  program.emit(kernel, args, flatWork(args.count, cost), { inPlace: [output, ...inputs] });
}

type Backward<Attributes> = Pick<Op<Attributes>, "backward">;

/** The gradient of an op whose derivative is a function of its output: the input need not be kept. */
export const fromOutput = <Attributes, Numbers extends object = object>(
  kernel: Kernel<{ dx: Slot; dy: Slot; y: Slot; count: number } & Numbers>,
  numbers: (attributes: Attributes) => Numbers,
  cost = 2,
): Backward<Attributes> => ({
  backward({ program, attributes, output: y, outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const tensors = { dx: dx.slot, dy: dy.slot, y: y.slot };
    emitFlat(program, kernel, { ...tensors, ...numbers(attributes), count: count(dy.shape) }, cost);
  },
});

/** The gradient of an op whose derivative is a function of its input. */
export const fromInput = <Attributes, Numbers extends object = object>(
  kernel: Kernel<{ dx: Slot; dy: Slot; x: Slot; count: number } & Numbers>,
  numbers: (attributes: Attributes) => Numbers,
  cost = 2,
): Backward<Attributes> => ({
  backward({ program, attributes, inputs: [x], outputGradient: dy, inputGradients: [dx] }) {
    if (!dx) return;
    const tensors = { dx: dx.slot, dy: dy.slot, x: x.slot };
    emitFlat(program, kernel, { ...tensors, ...numbers(attributes), count: count(dy.shape) }, cost);
  },
});
