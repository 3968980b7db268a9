// How many multiply-adds this machine's WebAssembly does when nothing leaves the registers.
import { buildLimit, limitRunners } from "../support/limit.mjs";
import { timeInRounds } from "../support/rounds.mjs";

export async function run({ runtimes, rounds, progress }) {
  await buildLimit();
  return timeInRounds(limitRunners(runtimes, [1, 2]), rounds, progress);
}
