// Where things lie.
import { fileURLToPath } from "node:url";

/** Path of a file in bench/. */
export const benchFile = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Path of a file in the repository. */
export const rootFile = (path) => benchFile(`../${path}`);

/** Path of what the benchmark builds for itself. */
export const builtFile = (path) => rootFile(`build/bench/${path}`);
