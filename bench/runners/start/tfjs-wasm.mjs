// From the first line to the first prediction: `node tfjs-wasm.mjs '{"model":"lenet5.json","mean":0,"std":1}'`, the graph as
// calls of TensorFlow.js; its weights are computed, not read.
const begin = performance.now();
const { readFileSync } = await import("node:fs");
const tf = await import("@tensorflow/tfjs-core");
await import("@tensorflow/tfjs-backend-wasm");
const { inferenceOf } = await import("../../convert/tfjs.mjs");
const { model, mean, std } = JSON.parse(process.argv[2]);
await tf.setBackend("wasm");
const net = inferenceOf(tf, JSON.parse(readFileSync(model, "utf8")));
const pixels = Float32Array.from({ length: 784 }, (_, i) => (((i * 37) % 256) - mean) / std);
const scores = net.apply([tf.tensor(pixels, [1, 28, 28, 1])]).dataSync();
const ms = performance.now() - begin;
console.log(JSON.stringify({ ms, sample: [...scores], build: "wasm simd", threads: 1 }));
process.exit(0);
