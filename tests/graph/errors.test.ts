import { describe, expect, test } from "vitest";
import {
  averagePool2d,
  conv2d,
  dense,
  FoveaError,
  flatten,
  graph,
  input,
  type Layer,
  named,
  relu,
  sequential,
} from "../../src/index.ts";

/** The error that `build` throws, a FoveaError or the test fails. */
function errorOf(build: () => unknown): { code: string; message: string } {
  try {
    build();
  } catch (error) {
    if (error instanceof FoveaError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("a shape that does not fit names layer path, op, got, expected and hint", () => {
  const block: Layer = (x) => sequential(conv2d({ filters: 4, kernel: 3 }), relu())(x);

  test.each<[string, () => unknown, string]>([
    [
      "at the top",
      () => conv2d({ filters: 4, kernel: 3 })(input([5])),
      "layer conv2d (conv2d): got input [5], expected [height, width, channels].",
    ],
    [
      "in a sequence",
      () => sequential(flatten(), relu(), conv2d({ filters: 4, kernel: 3 }))(input([5, 5, 1])),
      "layer 2.conv2d (conv2d): got input [25], expected [height, width, channels].",
    ],
    [
      "in a named scope of a sequence",
      () =>
        sequential(relu(), named("features", sequential(flatten(), averagePool2d({ window: 2 }))))(input([5, 5, 1])),
      "layer 1.features/1.averagePool2d (averagePool2d): got [25], expected an image, [height, width, channels].",
    ],
    [
      "in a block that is a function",
      () => sequential(relu(), block, block)(input([4, 4, 1])),
      "layer 2/0.conv2d (conv2d): got an image of 2 x 2, 2 x 2 with its padding, expected at least 3 x 3, the window's reach." +
        ' Hint: padding "same" fits any image.',
    ],
    [
      "in a layer with a name of its own",
      () => sequential(conv2d({ filters: 6, kernel: 1, groups: 3, name: "split" }))(input([4, 4, 4])),
      "layer 0.split (conv2d): got 4 input channels, expected a multiple of groups (3).",
    ],
    [
      "in a second use",
      () => {
        const shared = dense({ units: 2, name: "head" });
        shared(input([3]));
        shared(input([4]));
      },
      "layer head (dense): got input [4], which needs kernel [4, 2], expected kernel [3, 2], as in this layer's first use." +
        " Hint: a shared layer needs inputs of one size; call the layer function again for a layer of its own.",
    ],
    [
      "on what is no node",
      () => relu()("x" as never),
      'layer relu (relu): got "x", expected a node. Hint: start from input([...]).',
    ],
  ])("%s", (_, build, message) => {
    expect(errorOf(build)).toEqual({ code: "shape", message });
  });

  test("and the next layer is built in the right place", () => {
    const x = input([5, 5, 1]);
    errorOf(() => named("outer", sequential(relu(), flatten(), conv2d({ filters: 1, kernel: 1 })))(x));
    expect(relu()(x).path).toBe("relu");
  });
});

describe("layers that are none", () => {
  test.each<[string, () => unknown, string]>([
    [
      "the function that makes a layer's maker",
      () => sequential(relu as never, undefined as never),
      "sequential, layer 1: got undefined, expected a layer. Hint: relu() is a layer, relu is not.",
    ],
    ["a name with a slash", () => named("a/b", relu()), 'named: got "a/b", expected a word without / or spaces.'],
    ["an empty name", () => relu({ name: "" }), 'relu.name: got "", expected a word without / or spaces.'],
    [
      "a named nothing",
      () => named("a", undefined as never),
      "named: got undefined, expected a layer. Hint: relu() is a layer, relu is not.",
    ],
    [
      "no input at all",
      () => (relu() as () => unknown)(),
      "layer relu (relu): got undefined, expected a node. Hint: start from input([...]).",
    ],
  ])("%s", (_, build, message) => {
    expect(errorOf(build).message).toBe(message);
  });

  test("a maker instead of its layer fails where it is applied", () => {
    expect(() => sequential(relu as never, flatten())(input([2]))).toThrow(FoveaError);
  });
});

describe("graph() refuses", () => {
  const [x, z] = [input([4], { name: "x" }), input([4], { name: "z" })];
  const y = relu()(x);

  test.each<[string, () => unknown, string]>([
    [
      "no nodes",
      () => graph({} as never, y),
      "graph, inputs: got an object with keys (none), expected a node or an array of nodes",
    ],
    [
      "nothing for outputs",
      () => graph(x, undefined as never),
      "graph, outputs: got undefined, expected a node or a record of nodes by name",
    ],
    ["a list of outputs", () => graph(x, [y] as never), "graph, outputs: got [an object with keys op, attributes"],
    ["an empty list", () => graph([], y), "graph: got no inputs or no outputs, expected at least one of each."],
    ["no outputs", () => graph(x, {}), "graph: got no inputs or no outputs, expected at least one of each."],
    [
      "what is no node",
      () => graph(x, { a: relu() as never }),
      "graph: got a function, expected nodes. Hint: input([...]) makes one, a layer applied to it the next.",
    ],
    [
      "a layer's result as an input",
      () => graph(y, relu()(y)),
      "graph, inputs: got the result of layer relu, expected nodes made by input().",
    ],
    [
      "an input that is not listed",
      () => graph(x, { a: y, b: relu()(z) }),
      'graph, inputs: got outputs that need input "z", expected that input among the inputs.',
    ],
    [
      "an input that nothing uses",
      () => graph([x, z], y),
      'graph, inputs: got input "z", which no output needs, expected only inputs in use.',
    ],
    [
      "two inputs of one name",
      () => graph([x, input([4], { name: "x" })], y),
      'graph, inputs: got two inputs named "x", expected a name for each. Hint: input(shape, { name: "..." }).',
    ],
  ])("%s", (_, build, message) => {
    const error = errorOf(build);
    expect(error.code).toBe("option");
    expect(error.message).toContain(message);
  });
});

describe("input() refuses", () => {
  test.each<[string, () => unknown, string, string]>([
    [
      "no shape",
      () => input(undefined as never),
      "shape",
      'input "input": got shape undefined, expected positive whole numbers, such as [28, 28, 1].',
    ],
    ["an empty shape", () => input([]), "shape", 'input "input": got shape [], expected positive whole numbers'],
    ["a negative size", () => input([28, -1, 1]), "shape", "got shape [28, -1, 1]"],
    ["a broken size", () => input([2.5], { name: "x" }), "shape", 'input "x": got shape [2.5]'],
    ["a sample beyond any memory", () => input([2 ** 20, 2 ** 20]), "shape", "expected at most 2^28 numbers a sample"],
    ["a name that is none", () => input([2], { name: "" }), "option", 'input.name: got "", expected a name.'],
    [
      "a mean for other channels",
      () => input([2, 3], { mean: [1, 2] }),
      "option",
      'input "input".mean: got [1, 2], expected a finite number, or one for each of the 3 channels.',
    ],
    [
      "a mean that is none",
      () => input([2, 3], { mean: {} as never }),
      "option",
      'input "input".mean: got an object with keys (none), expected a finite number',
    ],
    ["a std of 0", () => input([2, 3], { std: 0 }), "option", 'input "input".std: got [0], expected positive numbers.'],
    [
      "a std that is no number",
      () => input([2, 3], { std: Number.NaN }),
      "option",
      'input "input".std: got NaN, expected a finite number',
    ],
    [
      "an unknown option",
      () => input([2, 3], { stddev: 1 } as never),
      "option",
      'input: got unknown option "stddev", expected one of name, mean, std.',
    ],
  ])("%s", (_, build, code, message) => {
    const error = errorOf(build);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});
