// Which layers, losses and optimizers need kernels of the extension: what docs/operators.md says is what compiling them shows.
import { expect, test } from "vitest";
import * as fovea from "../../src/index.ts";
import { ParameterBlock } from "../../src/parameters.ts";
import { compile, type Purpose } from "../../src/plan/compile.ts";
import { Program } from "../../src/plan/program.ts";
import { sharedEngine } from "../harness/engines.ts";
import { type Asked, type GoldenCase, goldenCases, graphOf } from "../harness/goldenCase.ts";
import { optimizers, randomLayers } from "../runtimes/program/tables.mjs";

/** Whether inference and training of a case need it. */
type Needs = readonly [inference: boolean, training: boolean];

const engine = await sharedEngine({ threads: 1 });
const needed = ({ prologue, calls }: Program): boolean =>
  [...prologue, ...calls].some(({ kernel }) => kernel.extension);

function needsOf(each: Asked & Pick<GoldenCase, "dx">): Needs {
  const net = graphOf(each);
  const block = new ParameterBlock(engine, net, "parameters");
  try {
    const compiled = (purpose: Purpose): boolean =>
      needed(compile(net, block.slots, each.inputs[0][0], purpose).program);
    const wanted = net.inputs.filter((_, i) => !each.dx || each.dx[i]);
    const inference = compiled({});
    return [inference, each.training ? compiled({ gradients: { inputs: wanted, seeded: ["output"] } }) : inference];
  } finally {
    block.dispose();
  }
}

function needsOfUpdate(optimizer: fovea.Optimizer): Needs {
  const program = new Program();
  const slot = (name: string) => program.result(name, 48);
  const of = {
    path: "layer/kernel",
    shape: [3, 4],
    count: 12,
    parameter: slot("parameter"),
    gradient: slot("gradient"),
  };
  const state = Object.fromEntries(optimizer.state.map((name) => [name, slot(name)]));
  optimizer.emit(program, [{ ...of, state }], program.input("hyper", optimizer.hyperCount * 4));
  return [needed(program), needed(program)];
}

/** "always", "training": for its gradient in every case, or "some": with some options or shapes; null where it never does. */
function summary(all: readonly Needs[]): string | null {
  if (all.every(([inference]) => inference)) return "always";
  if (all.every(([inference, training]) => !inference && training)) return "training";
  return all.some((needs) => needs.some(Boolean)) ? "some" : null;
}

test("scripts/operators/extension.json is what compiling shows; `npm run docs` writes it", async () => {
  const found = new Map<string, Needs[]>();
  const add = (name: string, needs: Needs): void => void found.set(name, [...(found.get(name) ?? []), needs]);
  for (const each of [...goldenCases().flatMap(([, cases]) => cases), ...randomLayers]) add(each.layer, needsOf(each));
  for (const [name, make] of Object.entries(optimizers(fovea))) add(name.replace(/,.*/, ""), needsOfUpdate(make()));
  const marks = [...found].flatMap(([name, all]) => {
    const mark = summary(all);
    return mark ? [[name, mark]] : [];
  });
  const file = "../../scripts/operators/extension.json";
  await expect(`${JSON.stringify(Object.fromEntries(marks.sort()), null, 2)}\n`).toMatchFileSnapshot(file);
});
