// The page: starts the worker that trains, and shows what it posts. All the arithmetic is in the worker and its threads.
import { drawDigits, drawLoss } from "./draw.js";

const EPOCHS = 3;
const element = (id) => document.getElementById(id);

let worker;
let losses = [];
let steps = 1;
let seen = 0;
let started = 0;

element("train").onclick = () => {
  losses = [];
  worker?.terminate();
  worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => show[data.kind]?.(data);
  worker.onerror = () => show.error({ message: "the worker could not be loaded" });
  worker.postMessage({ kind: "train", epochs: EPOCHS });
  element("engine").textContent = "Drawing digits to learn from ...";
  setRunning(true);
};

element("stop").onclick = () => worker.postMessage({ kind: "stop" });

/** What to do with each kind of message from the worker. */
const show = {
  engine({ info }) {
    const threads = `${info.threads} ${info.threads === 1 ? "thread" : "threads"}, ${info.build} build`;
    element("engine").textContent = info.threads === 1 ? `${threads} (${info.reason})` : threads;
  },
  step({ step, loss, samples, ...event }) {
    if (step === 1) [started, seen] = [performance.now(), 0];
    else seen += samples;
    steps = event.steps;
    losses.push(loss);
    element("step").textContent = `${step} / ${steps}`;
    element("loss").textContent = loss.toFixed(3);
    element("progress").value = step / steps;
    if (step > 1) element("speed").textContent = Math.round((1000 * seen) / (performance.now() - started));
  },
  digits: (shown) => drawDigits(element("digits"), shown),
  done({ accuracy }) {
    element("accuracy").textContent = `${(100 * accuracy).toFixed(1)} %`;
    setRunning(false);
  },
  error({ message }) {
    element("engine").textContent = message;
    setRunning(false);
  },
};

function setRunning(running) {
  element("train").disabled = running;
  element("stop").disabled = !running;
}

// Training posts more steps a second than a screen shows: draw once a frame. The frames are counted, because they show that
// the page stays smooth.
let frames = 0;
requestAnimationFrame(function frame() {
  frames++;
  if (losses.length) drawLoss(element("chart"), losses, steps);
  requestAnimationFrame(frame);
});
setInterval(() => {
  element("frames").textContent = frames;
  frames = 0;
}, 1000);
