import type { Op } from "../op.ts";
import { celuOp, eluOp, logSigmoidOp, seluOp, softplusOp } from "./exponentials.ts";
import { geluOp, hardSwishOp, mishOp, siluOp } from "./gated.ts";
import { hardShrinkOp } from "./hardShrink.ts";
import { creluOp, gluOp, maxoutOp } from "./pieces.ts";
import { preluOp } from "./prelu.ts";
import { leakyReluOp, relu6Op, reluOp, thresholdOp } from "./rectifiers.ts";
import { rreluOp } from "./rrelu.ts";
import { absTanhOp, hardSigmoidOp, hardTanhOp, sigmoidOp, softsignOp, tanhOp } from "./sigmoids.ts";
import { logSoftmaxOp, softmaxOp } from "./softmax.ts";
import { stepOp } from "./step.ts";

export const ops: readonly Op<never>[] = [
  ...[
    absTanhOp,
    celuOp,
    creluOp,
    eluOp,
    geluOp,
    gluOp,
    hardShrinkOp,
    hardSigmoidOp,
    hardSwishOp,
    hardTanhOp,
    leakyReluOp,
  ],
  ...[
    logSigmoidOp,
    logSoftmaxOp,
    maxoutOp,
    mishOp,
    preluOp,
    relu6Op,
    reluOp,
    rreluOp,
    seluOp,
    sigmoidOp,
    siluOp,
    softmaxOp,
  ],
  ...[softplusOp, softsignOp, stepOp, tanhOp, thresholdOp],
];
