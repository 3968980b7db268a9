// The examples, run as examples/README.md says; each must have learned to read digits.
import { UNTHREADED } from "../support/browsers.mjs";
import { missingChromium, openChromium } from "../support/chromium.mjs";
import { bundleForEdge, withEdge } from "../support/edge.mjs";
import { installed, missingFromNpm, ROOT } from "../support/paths.mjs";
import { printed, run, start } from "../support/process.mjs";
import { exampleProject } from "../support/project.mjs";

const EXAMPLES = `${ROOT}/examples`;
const LEARNED = 0.9;

/** The accuracy that a script printed. */
function accuracyIn(text) {
  const [, percent] = /test accuracy: ([\d.]+) %/.exec(text) ?? [];
  return Number(percent) / 100;
}

let trained;

/** The Node script in a user's project, once; it saves the model that the edge function reads. */
const runNode = (signal) => (trained ??= trainInNode(signal));

async function trainInNode(signal) {
  const folder = await exampleProject();
  const text = await run(process.execPath, ["node.mjs", "edge/lenet5.safetensors"], { cwd: folder, signal });
  return { accuracy: accuracyIn(text), version: process.versions.node };
}

async function runDeno(signal) {
  const text = await run(installed("deno"), ["run", "--no-prompt", `${EXAMPLES}/deno.ts`], { cwd: ROOT, signal });
  return { accuracy: accuracyIn(text) };
}

/** The page, from its own server: presses "Train" and waits until it shows the test accuracy. */
async function runPage(signal, serverOptions) {
  const env = { ...process.env, PORT: "0" };
  const server = start(process.execPath, [`${EXAMPLES}/browser/server.mjs`, ...serverOptions], { signal, env });
  const page = await openChromium(await printed(server, /(http:\S+)/), signal);
  try {
    await page.evaluate(`document.getElementById("train").click()`);
    const shown = await page.evaluate(`new Promise((resolve) => {
      const read = (id) => document.getElementById(id).textContent;
      const timer = setInterval(() => {
        if (document.getElementById("train").disabled) return;
        clearInterval(timer);
        resolve({ accuracy: parseFloat(read("accuracy")) / 100, engine: read("engine") });
      }, 100);
    })`);
    return {
      ...shown,
      version: page.version,
      threads: Number(/\d+/.exec(shown.engine)),
      reason: shown.engine,
    };
  } finally {
    await page.close();
    server.stop();
  }
}

/** The edge function: posts test digits as bytes, one also as JSON, and something that is no picture. */
async function runEdge(signal) {
  await runNode(signal);
  const folder = `${await exampleProject()}/edge`;
  await bundleForEdge(`${folder}/worker.mjs`, `${folder}/dist`);
  const { digits } = await import(`${ROOT}/build/src/data/index.js`);
  const { x, y } = digits({ count: 50, seed: 1 });
  const images = Array.from(y, (_, i) => x.slice(i * 784, i * 784 + 784));

  return withEdge(`${folder}/config.capnp`, signal, async (origin) => {
    const post = (body, type) => fetch(origin, { method: "POST", body, headers: { "content-type": type }, signal });
    const answers = [];
    for (const image of images) answers.push(await (await post(image, "application/octet-stream")).json());
    const json = await (await post(JSON.stringify([...images[0]]), "application/json")).json();
    if (JSON.stringify(json) !== JSON.stringify(answers[0]))
      throw new Error("bytes and JSON of one picture give two answers");
    const { status } = await post(new Uint8Array(10), "application/octet-stream");
    if (status !== 400) throw new Error(`status ${status} for ten bytes, expected 400`);
    return { accuracy: answers.filter(({ digit }, i) => digit === y[i]).length / y.length };
  });
}

/** `present` is the case's own, so that the others run where one runtime is missing. */
const example = (where, present, run, expect) => ({
  where,
  present,
  run,
  example: true,
  expect: { learned: LEARNED, ...expect },
});

export default {
  name: "examples",
  present: () => null,
  cases: [
    example("node.mjs", () => null, runNode),
    example("deno.ts, no permissions", () => missingFromNpm("deno"), runDeno),
    example("browser, isolated", missingChromium, (signal) => runPage(signal, []), { threads: "several" }),
    example("browser, plain", missingChromium, (signal) => runPage(signal, ["--plain"]), {
      threads: 1,
      reason: UNTHREADED,
    }),
    example("edge in workerd", () => missingFromNpm("workerd"), runEdge),
  ],
};
