/** `fovea info`: what fovea runs on here, and why. */
import type { Command } from "commander";
import { version } from "../version.ts";
import { withEngine } from "./engine.ts";
import { printJson } from "./json.ts";
import { type EngineOptions, fastOption, jsonOption, threadsOption } from "./options.ts";

export function addInfo(program: Command): void {
  program
    .command("info")
    .summary("show what fovea runs on here")
    .description("Prints the runtime, the build and the number of threads that fovea uses here, and why.")
    .addOption(threadsOption())
    .addOption(fastOption())
    .addOption(jsonOption())
    .action(info);
}

async function info(given: EngineOptions & { json?: boolean }): Promise<void> {
  await withEngine(given, async ({ info }) => {
    const { runtime, build, threads, reason } = info;
    if (given.json) return printJson({ kind: "info", version, runtime, build, threads, reason });
    const rows = { fovea: version, runtime, build, threads, reason };
    for (const [name, value] of Object.entries(rows)) console.log(`${name.padEnd(8)} ${value}`);
  });
}
