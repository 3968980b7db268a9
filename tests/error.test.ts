import { describe, expect, test } from "vitest";
import { checkOptions, FoveaError, fail, show } from "../src/error.ts";

describe("fail", () => {
  test("throws where, got, expected and the hint in one sentence each", () => {
    const problem = { where: "here", got: "this", expected: "that" };
    expect(() => fail("data", problem)).toThrow(new FoveaError("data", "here: got this, expected that."));
    expect(() => fail("shape", { ...problem, hint: "try so" })).toThrow(
      new FoveaError("shape", "here: got this, expected that. Hint: try so."),
    );
  });

  test("throws an Error with name and code", () => {
    const error = new FoveaError("memory", "too much");
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "FoveaError", code: "memory", message: "too much" });
    expect(String(error)).toBe("FoveaError: too much");
  });
});

describe("checkOptions", () => {
  const known = ["batchSize", "epochs", "learningRate", "momentum"];

  test("takes known options, also none", () => {
    checkOptions("fit", {}, known);
    checkOptions("fit", { epochs: 1, momentum: undefined }, known);
  });

  test.each([
    ["batchsize", "batchSize"], // other case
    ["batch", "batchSize"], // a beginning
    ["epoch", "epochs"], // a letter less
    ["epochss", "epochs"], // a letter more
    ["epuchs", "epochs"], // another letter
    ["epcohs", "epochs"], // two letters exchanged
    ["learninRate", "learningRate"],
  ])("suggests for %s %s", (given, meant) => {
    expect(() => checkOptions("fit", { [given]: 1 }, known)).toThrow(
      `fit: got unknown option "${given}", expected one of batchSize, epochs, learningRate, momentum. Hint: did you mean "${meant}"?`,
    );
  });

  test("suggests nothing where nothing is near", () => {
    expect(() => checkOptions("fit", { patience: 1 }, known)).toThrow(
      /expected one of batchSize, epochs, learningRate, momentum\.$/,
    );
    expect(() => checkOptions("flatten", { a: 1 }, [])).toThrow(
      'flatten: got unknown option "a", expected no options.',
    );
  });

  test.each([
    [null, "null"],
    [undefined, "undefined"],
    [3, "3"],
    ["x", '"x"'],
    [[1], "[1]"],
  ])("refuses %j for options", (given, shown) => {
    expect(() => checkOptions("fit", given as object, known)).toThrow(
      `fit: got ${shown}, expected an object of options.`,
    );
  });
});

test.each<[unknown, string]>([
  ["text", '"text"'],
  ["x".repeat(100), `"${"x".repeat(57)}..."`],
  [[1, "a", null], '[1, "a", null]'],
  [Array(20).fill(0), "[0, 0, 0, 0, 0, 0, 0, 0, ...]"],
  [new Float32Array(5), "Float32Array(5)"],
  [new DataView(new ArrayBuffer(7)), "DataView(7)"],
  [() => 1, "a function"],
  [{ a: 1, b: 2 }, "an object with keys a, b"],
  [{}, "an object with keys (none)"],
  [Promise.resolve(1), "a promise (is an await missing?)"],
  [Number.NaN, "NaN"],
  [undefined, "undefined"],
  [10n, "10"],
  [Symbol("s"), "Symbol(s)"],
])("a value reads in a message as %s", (value, text) => {
  expect(show(value)).toBe(text);
});
