import { expect, test } from "vitest";
import { dense, flatten, graph, input, type Node, relu, sequential, tanh } from "../../src/index.ts";

const x = input([4, 4, 1], { name: "x" });

test("a single output is called output", () => {
  const y = relu()(x);
  const g = graph(x, y);
  expect(g.inputs).toEqual([x]);
  expect(g.outputs).toEqual({ output: y });
});

test("nodes come after their inputs, each once, in an order that does not change", () => {
  const shared = tanh()(x);
  const [a, b] = [flatten()(shared), relu()(shared)];
  const g = graph(x, { a, b, c: relu()(b) });
  expect(g.nodes).toHaveLength(new Set(g.nodes).size);
  g.nodes.forEach((node, i) => {
    for (const before of node.inputs) expect(g.nodes.indexOf(before)).toBeLessThan(i);
  });
  expect([...g.paths.values()]).toEqual(["x", "tanh", "flatten", "relu", "relu_2"]);
});

test("several inputs keep the order they are given in", () => {
  const z = input([3], { name: "z" });
  const outputs = { a: dense({ units: 2 })(flatten()(x)), b: dense({ units: 5 })(z) };
  expect(graph([z, x], outputs).inputs).toEqual([z, x]);
  expect(graph([x, z], outputs).inputs).toEqual([x, z]);
  expect(Object.keys(graph([x, z], outputs).outputs)).toEqual(["a", "b"]);
});

test("an input may be an output", () => {
  expect(graph(x, x).nodes).toEqual([x]);
});

test("a graph holds only what its outputs need", () => {
  const h = relu()(x);
  const used = tanh()(h);
  flatten()(h);
  expect(graph(x, used).nodes).toEqual([x, h, used]);
});

test("a network of ten thousand layers does not overflow the stack", () => {
  const deep = sequential(...Array.from({ length: 10_000 }, () => relu()))(x);
  expect(graph(x, deep).nodes).toHaveLength(10_001);
});

test("a ladder of branches takes time in proportion to its rungs", () => {
  // Walked path by path instead of node by node, sixty rungs would take 2^60 visits.
  let [left, right]: Node[] = [x, x];
  for (let rung = 0; rung < 60; rung++) {
    const join: Node = { ...relu()(left), inputs: [left, right] };
    [left, right] = [tanh()(join), relu()(join)];
  }
  expect(graph(x, { left, right }).nodes).toHaveLength(1 + 60 * 3);
});
