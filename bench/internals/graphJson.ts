import type { Graph } from "../../src/graph/graph.ts";
import { graphFromJson as fromJson } from "../../src/io/graphJson.ts";
import { ops } from "../../src/ops/all.ts";

export { graphToJson } from "../../src/io/graphJson.ts";

/** The graph that `text` describes. */
export const graphFromJson = (text: string): Graph => fromJson(text, ops);
