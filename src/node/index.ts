/** Files, for Node, Deno and Bun: `fovea/node`. */
export { writeFileAtomic } from "./files.ts";
export { mnistFolder } from "./mnist.ts";
export { loadModel, saveModel } from "./models.ts";
