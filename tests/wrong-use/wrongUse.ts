import { describe, expect, test } from "vitest";
import {
  dense,
  type ErrorCode,
  FoveaError,
  graph,
  input,
  type Model,
  meanSquaredError,
  model,
  relu,
  sgd,
  softmaxCrossEntropy,
} from "../../src/index.ts";
import { sharedEngine } from "../harness/engines.ts";
import { bands, smallModel } from "../train/toys.ts";

/** What is wrong, the error's code, its whole message or a beginning (where, got, expected), and how it comes about. */
export type Row = [what: string, code: ErrorCode, message: RegExp, attempt: () => unknown];

/** A value of another type than declared: what JavaScript lets through. */
export const wrong = (value: unknown): never => value as never;

export const core = await sharedEngine({ threads: 1 });
export const samples = bands(10);
export const loss = softmaxCrossEntropy();
export const optimizer = sgd();

/** A model of one input and one output of labels. */
export const small: Model = await smallModel();

export const fit = async (data: unknown, options: object = {}): Promise<void> => {
  for await (const _ of small.fit(data as typeof samples, { loss, optimizer, ...options }));
};

export const [a, b] = [input([2], { name: "a" }), input([3], { name: "b" })];

/** A model of two inputs and two outputs, one of labels, one of values. */
export const pair: Model = await model(graph([a, b], { one: dense({ units: 2 })(a), two: relu()(b) }), {
  engine: core,
});
export const pairData = {
  x: { a: new Float32Array(4), b: new Float32Array(6) },
  y: { one: Uint8Array.of(0, 1), two: new Float32Array(6) },
};
export const pairLoss = { one: loss, two: meanSquaredError() };

/** Registers a test for each row: the error is one of fovea's, says what it should, and left the model as it was. */
export function checkWrongUse(tables: Record<string, readonly Row[]>): void {
  describe.each(Object.entries(tables))("%s", (_, rows) => {
    test.each(rows)("%s", async (_, code, message, attempt) => {
      const hash = small.parametersHash();
      const error = await Promise.resolve()
        .then(attempt)
        .then(
          () => expect.unreachable("nothing was thrown"),
          (reason: unknown) => reason,
        );
      expect(error).toBeInstanceOf(FoveaError);
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
      expect(small.parametersHash(), "parameters after the error").toBe(hash);
    });
  });
}
