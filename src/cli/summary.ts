/** `fovea summary`: the layers of a model. */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { type Engine, type Model, model } from "../index.ts";
import * as models from "../models/index.ts";
import { openModel, withEngine } from "./engine.ts";
import { printJson } from "./json.ts";
import { jsonOption } from "./options.ts";

/** Functions that make a graph, by name. */
const architectures = Object.entries(models).filter(([, make]) => typeof make === "function");

export function addSummary(program: Command): void {
  program
    .command("summary")
    .summary("show a model's layers")
    .description("Prints a model's layers with their shapes, parameters, multiply-adds and memory.")
    .argument(
      "<model>",
      `${architectures.map(([name]) => name).join(", ")}, a .safetensors file, or the folder of a finished run`,
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
  const make = architectures.find(([known]) => known === name)?.[1];
  if (make && !existsSync(name)) return await model(make(), { engine: core, seed: 0 });
  return await openModel(name, core);
}
