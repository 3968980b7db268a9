// From the first line to the first prediction: `node fovea.mjs '{"threads":1,"model":"lenet5.safetensors"}'`. The published build.
const begin = performance.now();
const { readFileSync } = await import("node:fs");
const { engine, load } = await import("../../../build/src/index.js");
const { threads, model } = JSON.parse(process.argv[2]);
const core = await engine({ threads });
const net = await load(readFileSync(model), { engine: core });
const scores = await net.predict(Uint8Array.from({ length: 784 }, (_, i) => (i * 37) % 256));
const ms = performance.now() - begin;
const { build, version } = core.info;
console.log(JSON.stringify({ ms, sample: [...scores], build, threads, version }));
process.exit(0);
