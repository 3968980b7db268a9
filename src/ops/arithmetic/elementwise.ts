import type { Kernel, Slot } from "../../../bindings/slot.ts";
import { count } from "../../graph/shape.ts";
import { flatWork, type Program } from "../../plan/program.ts";
import type { Op } from "../op.ts";

interface Sizes {
  readonly y: Slot;
  readonly x: Slot;
  readonly count: number;
}

/** An op on each element alone; the kernel takes `numbers` besides its tensors. An element costs about `cost` multiply-adds. */
export function elementwise<Attributes, Numbers extends object = object>(
  name: string,
  forward: Kernel<Sizes & Numbers>,
  numbers: (attributes: Attributes) => Numbers,
  rest: Pick<Op<Attributes>, "backward" | "step" | "stopsGradient">,
  cost = 2,
): Op<Attributes> {
  return {
    name,
    infer: (_, [x]) => ({ shape: x }),
    forward({ program, attributes, inputs: [x], output: y }) {
      emitFlat(program, forward, { y: y.slot, x: x.slot, ...numbers(attributes), count: count(y.shape) }, cost);
    },
    ...rest,
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
