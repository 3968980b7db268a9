/** Errors as the command line tells them: one line on stderr, and the exit code. */
import { CommanderError } from "commander";
import { FoveaError } from "../error.ts";
import { UsageError } from "./options.ts";

const FAILED = 1;
const WRONG_USE = 2;

/** Tells of `error`, unless commander has done so, and gives the exit code. */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`fovea: ${oneLine(message)}\n`);
  if (process.env.FOVEA_DEBUG === "1" && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  const wrongUse = error instanceof UsageError || (error instanceof FoveaError && error.code === "option");
  return wrongUse ? WRONG_USE : FAILED;
}

/** Commander's words for wrong use in our form; its suggestions stand on a line of their own. */
export function commanderText(text: string): string {
  return `fovea: ${oneLine(text.replace(/^error: /, ""))}\n`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}
