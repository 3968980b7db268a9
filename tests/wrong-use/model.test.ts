// Models, their parameters and files. Damaged files have their tests in tests/io.
import { load, model } from "../../src/index.ts";
import { lenet5 } from "../../src/models/index.ts";
import { smallModel } from "../train/toys.ts";
import { checkWrongUse, core, loss, optimizer, pair, samples, small, wrong } from "./wrongUse.ts";

const gone = await smallModel();
gone.dispose();

checkWrongUse({
  model: [
    [
      "what is no graph",
      "option",
      /^model: got a function, expected a graph\. Hint: graph\(x, y\) makes one, lenet5\(\) too\.$/,
      () => model(wrong(lenet5), { engine: core }),
    ],
    [
      "no engine",
      "option",
      /^model\.engine: got undefined, expected an engine\. Hint: await engine\(\) makes one\.$/,
      () => model(lenet5(), wrong({})),
    ],
    [
      "no options",
      "option",
      /^model: got undefined, expected an object of options\.$/,
      () => model(lenet5(), wrong(undefined)),
    ],
    [
      "an engine to come",
      "option",
      /^model\.engine: got a promise \(is an await missing\?\), expected an engine\./,
      () => model(lenet5(), { engine: wrong(Promise.resolve(core)) }),
    ],
    [
      "a negative seed",
      "option",
      /^model\.seed: got -1, expected an integer from 0 to 2\^53 - 1\.$/,
      () => model(lenet5(), { engine: core, seed: -1 }),
    ],
    [
      "classes that are no names",
      "option",
      /^model\.classes: got \[1, 2\], expected names\.$/,
      () => model(lenet5(), { engine: core, classes: wrong([1, 2]) }),
    ],
    [
      "classes of another number",
      "option",
      /^lenet5\.classes: got 0, expected a positive whole number\.$/,
      () => lenet5({ classes: 0 }),
    ],
    [
      "one that was disposed of",
      "runtime",
      /^model: got a model that was disposed of, expected a live one\.$/,
      () => gone.predict(samples.x),
    ],
    ["saving it", "runtime", /^model: got a model that was disposed of/, () => gone.save()],
    [
      "training it",
      "runtime",
      /^model: got a model that was disposed of/,
      async () => {
        for await (const _ of gone.fit(samples, { loss, optimizer }));
      },
    ],
    [
      "a parameter that is none",
      "option",
      /^setParameters: got unknown option "0\.conv2d\/weights", expected one of 0\.conv2d\/kernel, /,
      () => small.setParameters({ "0.conv2d/weights": [1] }),
    ],
    [
      "too few numbers for a parameter",
      "shape",
      /^parameter 0\.conv2d\/kernel: got 3 numbers, expected 45 numbers\.$/,
      () => small.setParameters({ "0.conv2d/kernel": [1, 2, 3] }),
    ],
    [
      "nothing for a parameter",
      "shape",
      /^parameter 0\.conv2d\/kernel: got null, expected 45 numbers\.$/,
      () => small.setParameters({ "0.conv2d/kernel": wrong(null) }),
    ],
    [
      "a training to save, where there is none",
      "option",
      /^save\.training: got a model that was never trained, expected one with a training to resume\. Hint: leave training out\.$/,
      () => pair.save({ training: true }),
    ],
    [
      "a summary for half a sample",
      "option",
      /^summary\.batchSize: got 0\.5, expected a positive whole number\.$/,
      () => small.summary({ batchSize: 0.5 }),
    ],
    [
      "a path instead of a file's bytes",
      "option",
      /^load: got "model\.safetensors", expected a Uint8Array or ArrayBuffer\.$/,
      () => load(wrong("model.safetensors"), { engine: core }),
    ],
    [
      "loading without an engine",
      "option",
      /^load\.engine: got undefined, expected an engine\./,
      () => load(new Uint8Array(8), wrong({})),
    ],
  ],
});
