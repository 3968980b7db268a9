// A search for mistakes that no op shows alone: random graphs of all ops with branches, shared layers and several outputs, against
// the graphs of their oracles. A failure prints a program that reproduces it with fovea alone.
import { describe, expect, test } from "vitest";
import { layer } from "../../src/graph/layer.ts";
import * as fovea from "../../src/index.ts";
import { siluOp } from "../../src/ops/activation/gated.ts";
import { sigmoidOp, tanhOp } from "../../src/ops/activation/sigmoids.ts";
import { sharedEngine } from "../harness/engines.ts";
import * as oracles from "../oracle/activation/activation.ts";
import type { FuzzEntry } from "./entry.ts";
import { check } from "./search/check.ts";
import { drawGraph } from "./search/draw.ts";
import type { Drawn } from "./search/drawn.ts";
import { programOf } from "./search/program.ts";
import { allEntries } from "./search/tables.ts";

const SEEDS = Array.from({ length: 500 }, (_, i) => i + 1);

const entries = await allEntries();
const engine = await sharedEngine({ threads: 1 });

/** Each seed's graph, drawn once. */
const drawn = new Map<number, Drawn>();
function graphOf(seed: number): Drawn {
  if (!drawn.has(seed)) drawn.set(seed, drawGraph(seed, entries));
  return drawn.get(seed) as Drawn;
}

test.each(SEEDS)("graph %i computes what its oracles do, and its gradients are slopes", async (seed) => {
  const graph = graphOf(seed);
  const findings = await check(engine, graph);
  if (findings.length)
    throw new Error(
      [...findings.map(({ what, got, expected }) => `${what}: ${got}, expected ${expected}`), programOf(graph)].join(
        "\n",
      ),
    );
});

test("the graphs hold every op, branches, shared layers and several outputs", () => {
  const graphs = SEEDS.map(graphOf);
  const uses = graphs.flatMap((graph) => graph.uses);
  for (const { op } of entries) expect(uses.filter(({ made }) => made.op === op).length, op).toBeGreaterThanOrEqual(3);
  const many = (holds: (graph: Drawn) => boolean): number => graphs.filter(holds).length;
  expect(many((graph) => graph.uses.some(({ from }) => from.length > 1))).toBeGreaterThan(250);
  expect(many((graph) => new Set(graph.uses.map(({ made }) => made)).size < graph.uses.length)).toBeGreaterThan(100);
  expect(many((graph) => graph.outputs.length > 1)).toBeGreaterThan(100);
  expect(many((graph) => graph.inputs.length > 1)).toBeGreaterThan(100);
  for (const graph of graphs) expect(graph.uses.length).toBeGreaterThanOrEqual(3);
  expect(Math.max(...graphs.map((graph) => graph.uses.length))).toBe(12);
});

describe("mistakes are found, and the program shows them:", () => {
  const tanh = entries.find(({ op }) => op === "tanh") as FuzzEntry;
  const others = entries.filter(({ op }) => op !== "tanh");

  /** Graphs whose first op is `wrong`. */
  const graphs = (wrong: FuzzEntry["choose"]): Drawn[] =>
    Array.from({ length: 12 }, (_, i) => drawGraph(i * (others.length + 1), [{ ...tanh, choose: wrong }, ...others]));

  test.each<[string, FuzzEntry["choose"]]>([
    [
      "a forward pass that is off by a hundredth",
      () => {
        const forward: typeof oracles.tanh.forward = (inputs) => {
          const { shape, data } = oracles.tanh.forward(inputs, {});
          return { shape, data: data.map((y) => 1.01 * y) };
        };
        return { source: "tanh()", layer: fovea.tanh(), oracle: { ...oracles.tanh, forward } };
      },
    ],
    ["another op's gradient", () => ({ ...wrongly, layer: layer({ ...tanhOp, backward: sigmoidOp.backward }, {}) })],
    [
      "the output's gradient passed on as it is",
      () => ({ ...wrongly, layer: layer({ ...tanhOp, sharesGradient: () => [true] }, {}) }),
    ],
  ])("%s", async (_, choose) => {
    let found = 0;
    for (const graph of graphs(choose)) if ((await check(engine, graph)).length) found++;
    // The others hide it: their value matters to no output, or only where it is the greatest.
    expect(found).toBeGreaterThanOrEqual(9);
  });

  const wrongly = { source: "tanh()", oracle: oracles.tanh };

  test("a right graph's program finds nothing off", async () => {
    for (const seed of [1, 17, 101, 333]) {
      const lines = await run(programOf(graphOf(seed)));
      expect(lines.length).toBeGreaterThanOrEqual(2);
      expect(lines.filter((line) => line.startsWith("OFF"))).toEqual([]);
    }
  });

  test("a wrong one's shows where", async () => {
    let shown = 0;
    for (const graph of graphs(() => ({ source: "silu()", layer: layer(siluOp, {}), oracle: oracles.tanh }))) {
      const found = (await check(engine, graph)).length > 0;
      const lines = await run(programOf(graph));
      expect(lines.some((line) => line.startsWith("OFF"))).toBe(found);
      if (found) shown++;
    }
    expect(shown).toBeGreaterThanOrEqual(9);
  });
});

/** The lines that a program prints. */
async function run(program: string): Promise<string[]> {
  const lines: string[] = [];
  const body = program.replace(/import (\{.*\}) from "fovea";/, "const $1 = fovea;");
  const AsyncFunction = (async () => {}).constructor as new (
    ...code: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction("fovea", "console", body)(fovea, { log: (line: string) => lines.push(line) });
  return lines;
}
