import { Slot } from "../bindings/slot.ts";
import { checkOptions, fail, show } from "./error.ts";
import type { Graph } from "./graph/graph.ts";
import type { Node, Parameter } from "./graph/node.ts";
import { count, format } from "./graph/shape.ts";
import { compile } from "./plan/compile.ts";
import { layOut } from "./plan/layout.ts";

/** The table that `Model.summary` returns. */
export function summarize(graph: Graph, options: { batchSize?: number }): string {
  checkOptions("summary", options, ["batchSize"]);
  const { batchSize = 1 } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1)
    fail("option", { where: "summary.batchSize", got: show(batchSize), expected: "a positive whole number" });
  const counted = new Set<Parameter>();
  const rows = graph.nodes.map((node) => {
    const own = Object.values(node.parameters).filter((parameter) => !counted.has(parameter));
    for (const parameter of own) counted.add(parameter);
    const parameters = own.reduce((sum, { shape }) => sum + count(shape), 0);
    return {
      layer: graph.paths.get(node) as string,
      shape: format(node.shape),
      parameters,
      multiplyAdds: multiplyAdds(node),
    };
  });
  const total = (key: "parameters" | "multiplyAdds"): number => rows.reduce((sum, row) => sum + row[key], 0);
  const table = [
    ["layer", "output", "parameters", "multiply-adds"],
    ...rows.map((row) => [row.layer, row.shape, number(row.parameters), number(row.multiplyAdds)]),
    ["total", "", number(total("parameters")), number(total("multiplyAdds"))],
  ];
  return `${draw(table)}\n\n${memory(graph, batchSize, total("parameters"))}\n`;
}

function multiplyAdds({ op, attributes, inputs }: Node): number {
  const shapes = inputs.map(({ shape }) => shape);
  const never = (): never => {
    throw new Error("a node's shapes were inferred before");
  };
  return op?.infer(attributes as never, shapes, never).multiplyAdds ?? 0;
}

function memory(graph: Graph, batch: number, parameters: number): string {
  const slots = new Map(
    [...graph.parameters].map(([parameter, path]) => [parameter, new Slot(path, count(parameter.shape) * 4)]),
  );
  const size = (gradients: boolean): { bytes: number; lowerBound: number } =>
    layOut(
      compile(graph, slots, batch, gradients ? { gradients: { seeded: Object.keys(graph.outputs) } } : {}).program,
    );
  const [inference, training] = [size(false), size(true)];
  const line = (what: string, { bytes, lowerBound }: { bytes: number; lowerBound: number }): string =>
    `  ${what.padEnd(12)}${bytesText(bytes)} of activations${what === "training" ? ", gradients" : ""} and workspace (at least ${bytesText(lowerBound)})`;
  return [
    `memory for a batch of ${batch}: ${bytesText(parameters * 4)} of parameters and`,
    line("inference", inference),
    line("training", training),
  ].join("\n");
}

const number = (value: number): string => (value ? value.toLocaleString("en-US") : "-");

function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** Columns as wide as their widest cell; numbers to the right, a rule under the head and above the total. */
function draw(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join("  ")
      .trimEnd(),
  );
  const rule = "-".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [lines[0], rule, ...lines.slice(1, -1), rule, lines.at(-1)].join("\n");
}
