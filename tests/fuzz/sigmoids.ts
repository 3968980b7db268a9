import { sigmoid, silu, softmax, tanh } from "../../src/index.ts";
import * as oracles from "../oracle/activation/activation.ts";
import { softmax as softmaxOracle } from "../oracle/activation/softmax.ts";
import type { FuzzEntry } from "./entry.ts";

export const entries: readonly FuzzEntry[] = [
  { op: "sigmoid", inputs: 1, choose: () => ({ source: "sigmoid()", layer: sigmoid(), oracle: oracles.sigmoid }) },
  { op: "silu", inputs: 1, choose: () => ({ source: "silu()", layer: silu(), oracle: oracles.silu }) },
  { op: "softmax", inputs: 1, choose: () => ({ source: "softmax()", layer: softmax(), oracle: softmaxOracle }) },
  { op: "tanh", inputs: 1, choose: () => ({ source: "tanh()", layer: tanh(), oracle: oracles.tanh }) },
];
