import { describe, expect, test } from "vitest";
import { FoveaError } from "../../src/index.ts";
import { lenet5 } from "../../src/models/index.ts";
import { nets } from "./nets.ts";

const rows: [options: unknown, message: string][] = [
  [{ classes: 0 }, ".classes: got 0, expected a positive whole number."],
  [{ classes: 2.5 }, ".classes: got 2.5, expected a positive whole number."],
  [{ classes: "10" }, '.classes: got "10", expected a positive whole number.'],
  [{ class: 10 }, ': got unknown option "class", expected one of classes, size. Hint: did you mean "classes"?'],
  [{ size: 0 }, ".size: got 0, expected a positive whole number or [height, width]."],
  [{ size: [224] }, ".size: got [224], expected a positive whole number or [height, width]."],
  [{ size: "224" }, '.size: got "224", expected a positive whole number or [height, width].'],
  [1000, ": got 1000, expected an object of options."],
];

describe.each(Object.keys(nets))("%s refuses", (name) => {
  test.each(rows)("%j", (options, message) => {
    expect(() => nets[name](options as never)).toThrow(new FoveaError("option", `${name}${message}`));
  });
});

test("squeezenet11 refuses images that its windows do not fit", () => {
  expect(() => nets.squeezenet11({ size: [224, 16] })).toThrow(
    "squeezenet11.size: got [224, 16], expected at least 17 x 17.",
  );
});

test("the others take any size", () => {
  for (const name of Object.keys(nets))
    if (name !== "squeezenet11") expect(nets[name]({ size: 1 }).nodes.length).toBeGreaterThan(0);
});

test.each([
  [{ classes: -1 }, "lenet5.classes: got -1, expected a positive whole number."],
  [{ size: 32 }, 'lenet5: got unknown option "size", expected one of classes.'],
])("lenet5 refuses %j", (options, message) => {
  expect(() => lenet5(options as never)).toThrow(message);
});
