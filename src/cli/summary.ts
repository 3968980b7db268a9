/** `fovea summary`: the layers of a model. */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { type Engine, type Model, model } from "../index.ts";
import { lenet5 } from "../models/index.ts";
import { openModel, withEngine } from "./engine.ts";
import { printJson } from "./json.ts";
import { jsonOption } from "./options.ts";

export function addSummary(program: Command): void {
  program
    .command("summary")
    .summary("show a model's layers")
    .description("Prints a model's layers with their shapes, parameters, multiply-adds and memory.")
    .argument("<model>", "lenet5, a .safetensors file, or the folder of a finished run")
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  fovea summary lenet5")
    .action(summary);
}

async function summary(name: string, { json }: { json?: boolean }): Promise<void> {
  await withEngine({ threads: 1 }, async (core) => {
    const net = await named(name, core);
    if (!json) return console.log(net.summary());
    const parameters = net.parameters().map(({ path, shape }) => ({ path, shape }));
    const numbers = net.parameters().reduce((sum, { data }) => sum + data.length, 0);
    printJson({ kind: "summary", model: name, parameters, numbers, parametersHash: net.parametersHash() });
  });
}

async function named(name: string, core: Engine): Promise<Model> {
  if (name === "lenet5" && !existsSync(name)) return await model(lenet5(), { engine: core, seed: 0 });
  return await openModel(name, core);
}
