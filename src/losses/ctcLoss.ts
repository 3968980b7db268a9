import { fail, show } from "../error.ts";
import { combine } from "../graph/layer.ts";
import type { Node } from "../graph/node.ts";
import { boolean, positive } from "../ops/options.ts";
import { checkLossOptions, given, type Loss, type LossOptions } from "./loss.ts";
import { ctcLossOp } from "./ops/ctcLoss.ts";

/** Options of {@link ctcLoss}. */
export interface CtcLossOptions extends LossOptions {
  /** Places for labels in one sample's targets, a positive whole number; what is left free holds -1. */
  labels: number;
  /** The class that stands for no label. Default 0. */
  blank?: number;
  /** True where each sample's targets begin with the number of time steps that count, from 1 on. Default false: all. */
  lengths?: boolean;
  /** True: a sample that is too short for its labels has no loss, instead of an infinite one, which ends training. Default false. */
  zeroInfinity?: boolean;
  /** True: a sample's loss is divided by its number of labels, at least 1, as the mean of PyTorch's CTCLoss. Default false. */
  perLabel?: boolean;
}

/**
 * -log of the probability that a sequence of softmax outputs reads as the labels, once repetitions are merged and blanks taken out,
 * summed over all alignments; the weighted mean over samples. For text and speech without segmentation. The output is logits.
 * Shapes: logits [time, classes], targets [labels], or [1 + labels] with lengths: labels, never the blank, then -1 -> [1].
 * Gradient: softmax(logits) less the share of alignments that give each class at each step; 0 beyond a sample's length.
 * Source: Graves et al. 2006, "Connectionist temporal classification"; as PyTorch's CTCLoss of log-softmax outputs.
 *
 * @throws FoveaError for unknown options, labels that are no positive whole number, a blank that is no class.
 * @example
 * net.fit(lines, { loss: ctcLoss({ labels: 32, lengths: true }), optimizer: adam() })
 */
export function ctcLoss(options: CtcLossOptions): Loss {
  const name = "ctcLoss";
  const known = ["labels", "blank", "lengths", "zeroInfinity", "perLabel"];
  const common = checkLossOptions(name, options, known);
  const labels = positive(`${name}.labels`, options.labels);
  const blank = whole(`${name}.blank`, options.blank ?? 0);
  const timed = boolean(`${name}.lengths`, options.lengths ?? false);
  const zeroInfinity = boolean(`${name}.zeroInfinity`, options.zeroInfinity ?? false);
  const perLabel = boolean(`${name}.perLabel`, options.perLabel ?? false);
  const { weight, reduction, ...own } = options;
  return {
    name,
    ...common,
    options: given({ ...common, ...own }),
    targets: () => ({ shape: [labels + (timed ? 1 : 0)] }),
    of: (output, targets) =>
      combine(ctcLossOp, { blank, timed, zeroInfinity, perLabel }, name)(output, targets as Node),
  };
}

function whole(where: string, value: number): number {
  if (!(Number.isInteger(value) && value >= 0)) fail("option", { where, got: show(value), expected: "a class index" });
  return value;
}
