import { boolean } from "../ops/options.ts";
import { checkLossOptions, type Loss, type LossOptions } from "./loss.ts";
import { pointwiseLoss } from "./pointwise.ts";

/** Options of {@link klDivergence}. */
export interface KlDivergenceOptions extends LossOptions {
  /** True where targets are logarithms of probabilities, as the output is. Default false. */
  logTarget?: boolean;
}

/**
 * sum over c of t[c] (log t[c] - y[c]) for each distribution, the vectors along the last axis; the weighted mean over them. The
 * output y is logarithms of probabilities, such as {@link logSoftmax} gives; 0 log 0 is 0. With `logTarget`, e^t takes the place of t.
 * Shapes: y and targets [..., classes] -> [...], [1] where the output is [classes].
 * Gradient: dy = -t; also that of the targets, log t - y + 1, where t is not 0.
 * Source: Kullback and Leibler 1951; as PyTorch's KLDivLoss with reduction "batchmean", where the output is one distribution a sample.
 *
 * @throws FoveaError for an unknown option, a weight that is negative or not finite.
 * @example
 * net.fit(train, { loss: klDivergence(), optimizer: adam() })
 */
export function klDivergence(options: KlDivergenceOptions = {}): Loss {
  const name = "klDivergence";
  const common = checkLossOptions(name, options, ["logTarget"]);
  const logTarget = boolean(`${name}.logTarget`, options.logTarget ?? false);
  const kind = logTarget ? "logDivergence" : "divergence";
  return pointwiseLoss(name, common, { logTarget: options.logTarget }, { kind, rows: "positions", factor: 1 });
}
