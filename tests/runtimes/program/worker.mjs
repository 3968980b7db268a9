// The worker half of page.mjs.
import { main } from "./main.mjs";

self.onmessage = async ({ data }) => {
  try {
    postMessage(await main(data));
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
};
