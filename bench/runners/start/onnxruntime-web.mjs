// From the first line to the first prediction: `node onnxruntime-web.mjs '{"threads":1,"model":"lenet5.onnx","mean":0,"std":1}'`.
const begin = performance.now();
const { readFileSync } = await import("node:fs");
const { env, InferenceSession, Tensor } = await import("onnxruntime-web");
const { threads, model, mean, std } = JSON.parse(process.argv[2]);
env.wasm.numThreads = threads;
const session = await InferenceSession.create(readFileSync(model), { executionProviders: ["wasm"] });
const pixels = Float32Array.from({ length: 784 }, (_, i) => (((i * 37) % 256) - mean) / std);
const input = new Tensor("float32", pixels, [1, 1, 28, 28]);
const output = await session.run({ [session.inputNames[0]]: input });
const scores = output[session.outputNames[0]].data;
const ms = performance.now() - begin;
console.log(JSON.stringify({ ms, sample: [...scores], build: "wasm simd", threads }));
process.exit(0);
