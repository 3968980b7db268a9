// An edge function that reads handwritten digits: post the 784 bytes of a 28x28 picture (0 is paper, 255 is ink), or the
// same as a JSON array, and it answers { "digit": 7, "scores": [...] }. README.md beside this folder says how to run it.
import { engine, load } from "fovea";
import file from "./lenet5.safetensors"; // an ArrayBuffer: the bundler is told to keep such files as they are

const PIXELS = 28 * 28;

// Once for each instance of the function, before its first request.
const net = await load(new Uint8Array(file), { engine: await engine() });

export default {
  async fetch(request) {
    if (request.method !== "POST") return new Response("POST the 784 bytes of a 28x28 picture\n", { status: 405 });
    const image = await imageOf(request);
    if (image?.length !== PIXELS) return Response.json({ error: `expected ${PIXELS} values` }, { status: 400 });

    const scores = Array.from(await net.predict(image));
    return Response.json({ digit: scores.indexOf(Math.max(...scores)), scores });
  },
};

/** The pixels that were posted, or null when they cannot be read. */
async function imageOf(request) {
  if (request.headers.get("content-type") !== "application/json") return new Uint8Array(await request.arrayBuffer());
  const values = await request.json().catch(() => null);
  return Array.isArray(values) ? Uint8Array.from(values) : null;
}
