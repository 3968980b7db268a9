import * as kernels from "../../bindings/kernels.ts";
import type { Slot } from "../../bindings/slot.ts";
import { checkOptions, fail } from "../error.ts";
import { flatWork, type Program } from "../plan/program.ts";
import { norms } from "./norms.ts";
import type { Optimizer, Update } from "./optimizer.ts";
import { above0 } from "./options.ts";
import { checkOptimizer, wrap } from "./wrap.ts";

/** Options of {@link clipGradients}: one of them. */
export interface ClipGradientsOptions {
  /** Greatest magnitude of an element, above 0. */
  value?: number;
  /** Greatest norm of a parameter's gradient, above 0. */
  norm?: number;
  /** Greatest norm of all gradients taken together, above 0. */
  globalNorm?: number;
}

const kinds = ["value", "norm", "globalNorm"] as const;

/**
 * `optimizer` with gradients cut to size first: each element into [-value, value], or a gradient g, one parameter's or all
 * parameters' together, times min(1, limit / (|g| + 1e-6)). Source: Pascanu et al. 2013, "On the difficulty of training recurrent
 * neural networks"; PyTorch's clip_grad_value_ and clip_grad_norm_.
 *
 * @throws FoveaError for an unknown option, and unless exactly one limit is given, above 0.
 * @example
 * net.fit(train, { optimizer: clipGradients(sgd({ learningRate: 0.1 }), { globalNorm: 1 }), loss: softmaxCrossEntropy() })
 */
export function clipGradients(optimizer: Optimizer, options: ClipGradientsOptions): Optimizer {
  checkOptimizer("clipGradients", optimizer);
  checkOptions("clipGradients", options, kinds);
  const given = kinds.filter((kind) => options[kind] !== undefined);
  if (given.length !== 1)
    fail("option", {
      where: "clipGradients",
      got: given.length ? given.join(" and ") : "no limit",
      expected: `one of ${kinds.join(", ")}`,
    });
  const [kind] = given;
  const limit = above0(`clipGradients.${kind}`, options[kind] as number);
  return wrap(optimizer, {
    name: "clipGradients",
    options: { [kind]: limit },
    emit(program, updates, hyper) {
      const clipped = kind === "value" ? byValue(program, updates, limit) : byNorm(program, updates, limit, kind);
      optimizer.emit(program, clipped, hyper);
    },
  });
}

/** `updates` with gradients that `emitOne` makes of theirs, in one stage. */
function changed(
  program: Program,
  updates: readonly Update[],
  emitOne: (y: Slot, update: Update, index: number) => void,
): Update[] {
  const slots = updates.map(({ path, gradient }) => program.slot(`clipped ${path}`, gradient.bytes));
  program.together(() => {
    for (const [i, update] of updates.entries()) emitOne(slots[i], update, i);
  });
  return updates.map((update, i) => ({ ...update, gradient: slots[i] }));
}

const byValue = (program: Program, updates: readonly Update[], limit: number): Update[] =>
  changed(program, updates, (y, { gradient: x, count }) =>
    program.emit(kernels.clipValue, { y, x, limit, count }, flatWork(count, 1), { inPlace: [y, x] }),
  );

function byNorm(program: Program, updates: readonly Update[], limit: number, kind: "norm" | "globalNorm"): Update[] {
  const gradients = updates.map(({ gradient: slot, count }) => ({ slot, count }));
  const found = norms(program, kind === "norm" ? gradients.map((each) => [each]) : [gradients]);
  return changed(program, updates, (y, { gradient: x, count }, i) => {
    const norm = found[kind === "norm" ? i : 0];
    program.emit(kernels.clipNorm, { y, x, norm, limit, count }, flatWork(count, 1), { inPlace: [y, x] });
  });
}
