import { Slot } from "../bindings/slot.ts";
import { checkOptions, FoveaError, fail, show } from "./error.ts";
import type { Graph } from "./graph/graph.ts";
import type { Node, Parameter } from "./graph/node.ts";
import { count, format } from "./graph/shape.ts";
import { compile, type Purpose } from "./plan/compile.ts";
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
    return {
      layer: graph.paths.get(node) as string,
      shape: format(node.shape),
      parameters: numbersIn(own.filter(({ statistic }) => !statistic)),
      statistics: numbersIn(own.filter(({ statistic }) => statistic)),
      multiplyAdds: multiplyAdds(node),
    };
  });
  const columns = graph.trained.size < graph.parameters.size ? all : all.filter(({ key }) => key !== "statistics");
  const total = (key: Key): number => rows.reduce((sum, row) => sum + row[key], 0);
  const table = [
    ["layer", "output", ...columns.map(({ head }) => head)],
    ...rows.map((row) => [row.layer, row.shape, ...columns.map(({ key }) => number(row[key]))]),
    ["total", "", ...columns.map(({ key }) => number(total(key)))],
  ];
  return `${draw(table)}\n\n${memory(graph, batchSize)}\n`;
}

type Key = "parameters" | "statistics" | "multiplyAdds";

const all: readonly { head: string; key: Key }[] = [
  { head: "parameters", key: "parameters" },
  { head: "not trained", key: "statistics" },
  { head: "multiply-adds", key: "multiplyAdds" },
];

const numbersIn = (parameters: Iterable<Parameter>): number =>
  [...parameters].reduce((sum, { shape }) => sum + count(shape), 0);

function multiplyAdds({ op, attributes, inputs }: Node): number {
  const shapes = inputs.map(({ shape }) => shape);
  const never = (): never => {
    throw new Error("a node's shapes were inferred before");
  };
  return op?.infer(attributes as never, shapes, never).multiplyAdds ?? 0;
}

function memory(graph: Graph, batch: number): string {
  const slots = new Map(
    [...graph.parameters].map(([parameter, path]) => [parameter, new Slot(path, count(parameter.shape) * 4)]),
  );
  const size = (what: string, purpose: Purpose): string => {
    const { bytes, lowerBound } = layOut(compile(graph, slots, batch, purpose).program);
    return `${bytesText(bytes)} of ${what} and workspace (at least ${bytesText(lowerBound)})`;
  };
  const training = (): string => {
    try {
      return size("activations, gradients", { gradients: { seeded: Object.keys(graph.outputs) } });
    } catch (error) {
      if (error instanceof FoveaError && error.code === "shape") return `impossible; ${error.message}`;
      throw error;
    }
  };
  return [
    `memory for a batch of ${batch}: ${bytesText(numbersIn(graph.parameters.keys()) * 4)} of parameters and`,
    `  inference   ${size("activations", {})}`,
    `  training    ${training()}`,
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
