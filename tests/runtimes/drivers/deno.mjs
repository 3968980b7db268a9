// Deno, with no permission at all: `--no-prompt` makes asking for one an error, `--no-remote` forbids the network.
import { installed, missingFromNpm } from "../support/paths.mjs";
import { mnistCase, processCases } from "../support/processes.mjs";

const commandLine = [installed("deno"), "run", "--quiet", "--no-prompt", "--no-remote", "--no-config", "--no-lock"];

export default {
  name: "deno",
  present: () => missingFromNpm("deno"),
  cases: [...processCases(commandLine), mnistCase(commandLine)].map((test) => ({
    ...test,
    expect: { ...test.expect, granted: 0 },
  })),
};
