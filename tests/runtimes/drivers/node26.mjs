// The newest Node, from the npm package `node`.
import { installed, missingFromNpm } from "../support/paths.mjs";
import { processCases, runProgram } from "../support/processes.mjs";

const commandLine = [installed("node")];

export default {
  name: "node26",
  present: () => missingFromNpm("node"),
  cases: [
    ...processCases(commandLine),
    {
      where: "process, fast",
      options: { threads: 2, fast: true },
      expect: { fast: true },
      run: (signal) => runProgram(commandLine, { threads: 2, fast: true }, signal),
    },
  ],
};
