// The worker half of page.mjs.
import { smoke } from "./smoke.mjs";

self.onmessage = async ({ data }) => {
  try {
    postMessage(await smoke(data));
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
};
