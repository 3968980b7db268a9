// The cases that Node, Deno and Bun share: the smoke program as a process, for 1, 2 and 3 threads, that of all ops, that of the recipes, and that of pictures and sound.
import { mnistTest } from "./mnist.mjs";
import { PROGRAM } from "./paths.mjs";
import { lastJson, run } from "./process.mjs";
import { mediaProject, mnistProject, opsProject, recipeProject } from "./project.mjs";

/**
 * `commandLine` starts a program: command and arguments.
 * The last case leaves the engine's threads running: the process must end by itself all the same.
 */
export function processCases(commandLine) {
  const cases = [1, 2, 3].map((threads) => ({ where: "process", options: { threads }, expect: { threads } }));
  cases.push({ where: "process, not disposed", options: { threads: 2, dispose: false }, expect: { threads: 2 } });
  return [
    ...cases.map((test) => ({ ...test, run: (signal) => runProgram(commandLine, test.options, signal) })),
    ...[1, 2].map((threads) => opsCase(commandLine, { threads })),
    ...[1, 2].map((threads) => recipeCase(commandLine, { threads })),
    {
      program: "media",
      where: "process, pictures and sound",
      options: {},
      expect: {},
      run: async (signal) => runProgram(commandLine, {}, signal, `${await mediaProject()}/process.mjs`),
    },
  ];
}

const opsCase = (commandLine, options) => ({
  program: "ops",
  where: "process, all ops",
  options,
  expect: options,
  run: async (signal) => runProgram(commandLine, options, signal, `${await opsProject()}/process.mjs`),
});

const recipeCase = (commandLine, options) => ({
  program: "recipe",
  where: "process, recipes",
  options,
  expect: options,
  run: async (signal) => runProgram(commandLine, options, signal, `${await recipeProject()}/process.mjs`),
});

/** The program of real data, which needs MNIST. */
export const mnistCase = (commandLine) => ({
  ...mnistTest,
  where: "process, recipe 1 on MNIST",
  expect: { threads: mnistTest.options.threads },
  run: async (signal) => runProgram(commandLine, mnistTest.options, signal, `${await mnistProject()}/process.mjs`),
});

/** Runs the smoke program, or the `program` given, with `options`. */
export async function runProgram(commandLine, options, signal, program = `${PROGRAM}/process.mjs`) {
  const [command, ...args] = commandLine;
  return lastJson(await run(command, [...args, program, JSON.stringify(options)], { cwd: PROGRAM, signal }));
}
