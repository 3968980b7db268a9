// The other end of support/child.mjs, for runners written in JavaScript.
import { createInterface } from "node:readline";

/**
 * Prints what the runner is, then answers each request line with what `answer` makes of it, until stdin ends.
 *
 * @param {() => Promise<{ about: object, answer: (request: object) => object | Promise<object> }>} start
 */
export async function serve(start) {
  try {
    const { about, answer } = await start();
    print(about);
    for await (const line of createInterface({ input: process.stdin })) print(await answer(JSON.parse(line)));
    process.exit(0);
  } catch (error) {
    print({ error: error.message });
    process.exit(1);
  }
}

function print(object) {
  process.stdout.write(`${JSON.stringify(object)}\n`);
}
