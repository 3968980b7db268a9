// Runs the program in a browser, on the page's main thread or in a worker, as the address says:
// page.html?where=page|worker&options={...}. The driver awaits the page's `outcome`.
import { main } from "./main.mjs";

export function run() {
  const query = new URLSearchParams(location.search);
  const options = JSON.parse(query.get("options") ?? "{}");
  const program = query.get("where") === "worker" ? mainInWorker : main;
  return withTicks(() => program(options));
}

function mainInWorker(options) {
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = (event) => reject(new Error(`the worker failed: ${event.message ?? "it did not load"}`));
    worker.postMessage(options);
  });
}

/** Adds how often the page's event loop turned during training, and the longest time (ms) it stood still. */
async function withTicks(work) {
  const ticks = [];
  const timer = setInterval(() => ticks.push(performance.timeOrigin + performance.now()));
  try {
    const result = await work();
    const { began, ended } = result;
    const times = [began, ...ticks.filter((time) => time > began && time < ended), ended];
    const gaps = times.slice(1).map((time, i) => time - times[i]);
    return { ...result, turns: gaps.length - 1, longestGap: Math.max(...gaps), isolated: crossOriginIsolated };
  } finally {
    clearInterval(timer);
  }
}
