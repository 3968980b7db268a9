import {
  cosineSimilarity,
  distance,
  input,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  roiAlign,
  roiPool,
  takeIndices,
} from "../../src/index.ts";
import { checkWrongUse, type Row, wrong } from "./wrongUse.ts";

const x = input([6, 6, 4]);
const layers = { cosineSimilarity, distance, maxUnpool1d, maxUnpool2d, maxUnpool3d, roiAlign, roiPool, takeIndices };
const options: Record<string, object> = {
  ...{ maxUnpool1d: { window: 2 }, maxUnpool2d: { window: 2 }, maxUnpool3d: { window: 2 } },
  ...{ roiAlign: { size: 2 }, roiPool: { size: 2 } },
};

/** Every layer of two nodes, given another number of them. */
const rows = Object.entries(layers).flatMap(([name, layer]): Row[] => {
  const apply = (layer as (given: object) => (...nodes: unknown[]) => unknown)(wrong(options[name] ?? {}));
  const message = (got: string): RegExp => new RegExp(`^layer ${name} \\(${name}\\): got ${got}, expected 2 nodes`);
  return [
    [`${name} of none`, "shape", message("0 nodes"), () => apply()],
    [`${name} of one`, "shape", message("1 node"), () => apply(x)],
    [`${name} of three`, "shape", message("3 nodes"), () => apply(x, x, x)],
  ];
});

checkWrongUse({ "too few or too many nodes": rows });
