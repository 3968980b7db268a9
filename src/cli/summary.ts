/** `fovea summary`: the layers of a model. */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { type Engine, type Model, model } from "../index.ts";
import { efficientnetB0, lenet5, mobilenetV2, resnet18, resnet20, resnet50, squeezenet11 } from "../models/index.ts";
import { openModel, withEngine } from "./engine.ts";
import { printJson } from "./json.ts";
import { jsonOption } from "./options.ts";

/** By name. */
const architectures = { lenet5, resnet20, squeezenet11, mobilenetV2, resnet18, resnet50, efficientnetB0 };

export function addSummary(program: Command): void {
  program
    .command("summary")
    .summary("show a model's layers")
    .description("Prints a model's layers with their shapes, parameters, multiply-adds and memory.")
    .argument(
      "<model>",
      `${Object.keys(architectures).join(", ")}, a .safetensors file, or the folder of a finished run`,
    )
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  fovea summary lenet5")
    .action(summary);
}

async function summary(name: string, { json }: { json?: boolean }): Promise<void> {
  await withEngine({ threads: 1 }, async (core) => {
    const net = await named(name, core);
    if (!json) return console.log(net.summary());
    const parameters = net.parameters().map(({ path, shape, trained }) => ({ path, shape, trained }));
    const numbers = net.parameters().reduce((sum, { data }) => sum + data.length, 0);
    printJson({ kind: "summary", model: name, parameters, numbers, parametersHash: net.parametersHash() });
  });
}

async function named(name: string, core: Engine): Promise<Model> {
  if (Object.hasOwn(architectures, name) && !existsSync(name)) {
    const make = architectures[name as keyof typeof architectures];
    return await model(make(), { engine: core, seed: 0 });
  }
  return await openModel(name, core);
}
