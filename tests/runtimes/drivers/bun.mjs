// Bun.
import { installed, missingFromNpm } from "../support/paths.mjs";
import { processCases } from "../support/processes.mjs";

export default {
  name: "bun",
  present: () => missingFromNpm("bun"),
  cases: processCases([installed("bun"), "run"]),
};
