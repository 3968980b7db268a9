// Node: the one that runs these tests (CI: Node 20, the oldest that is supported).
import { mnistCase, processCases, runProgram } from "../support/processes.mjs";

const commandLine = [process.execPath];

export default {
  name: "node",
  present: () => null,
  cases: [
    ...processCases(commandLine),
    mnistCase(commandLine),
    {
      where: "process, fast",
      options: { threads: 2, fast: true },
      expect: { fast: true },
      run: (signal) => runProgram(commandLine, { threads: 2, fast: true }, signal),
    },
  ],
};
