import { relu, relu6 } from "../../src/index.ts";
import * as oracles from "../oracle/activation/activation.ts";
import type { FuzzEntry } from "./entry.ts";

export const entries: readonly FuzzEntry[] = [
  { op: "relu", inputs: 1, choose: () => ({ source: "relu()", layer: relu(), oracle: oracles.relu }) },
  { op: "relu6", inputs: 1, choose: () => ({ source: "relu6()", layer: relu6(), oracle: oracles.relu6 }) },
];
