// Runner: the multiply-add limit. `node limit.mjs FILE.wasm THREADS`; all threads run the same calls at the same time.
import { readFileSync } from "node:fs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { serve } from "../support/serve.mjs";

const [file, threads] = isMainThread ? [process.argv[2], Number(process.argv[3])] : [workerData, 1];
const FACTOR = 0.999;
const TERM = 0.001;

/** Many short calls: one long call would stay in the baseline compiler and read a quarter of the truth. */
function timeCalls(loop, calls, iterations) {
  const start = performance.now();
  for (let call = 0; call < calls; call++) loop(iterations, FACTOR, TERM);
  return (performance.now() - start) / calls;
}

const load = () => new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file))).exports.multiplyAdds;

if (isMainThread) {
  await serve(async () => {
    const loop = load();
    const workers = Array.from(
      { length: threads - 1 },
      () => new Worker(new URL(import.meta.url), { workerData: file }),
    );
    const timeIn = (worker, request) => {
      worker.postMessage(request);
      return new Promise((resolve) => worker.once("message", resolve));
    };
    return {
      about: {},
      async answer(request) {
        const others = workers.map((worker) => timeIn(worker, request));
        const own = timeCalls(loop, request.calls, request.iterations);
        return { ms: Math.max(own, ...(await Promise.all(others))) };
      },
    };
  });
} else {
  const loop = load();
  parentPort.on("message", ({ calls, iterations }) => parentPort.postMessage(timeCalls(loop, calls, iterations)));
}
