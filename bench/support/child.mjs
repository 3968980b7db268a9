// A runner's process, which answers requests, one JSON object a line.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Starts a runner and waits for its first line, which says what it is.
 *
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<Child>} rejects with the child's own words when it cannot run here
 */
export async function startChild(program, args) {
  const child = new Child(program, args);
  try {
    child.about = await child.next();
    return child;
  } catch (error) {
    child.stop();
    throw error;
  }
}

class Child {
  /** What the runner said of itself. @type {Record<string, unknown>} */
  about = {};
  alive = true;
  #process;
  #lines;
  #stderr = "";

  /** @param {string} program @param {string[]} args */
  constructor(program, args) {
    this.#process = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#process.on("error", (error) => {
      this.#stderr = error.message;
    });
    this.#process.stdin.on("error", () => {}); // a child that died is reported by `next`
    this.#process.stderr.setEncoding("utf8").on("data", (text) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Sends one request and waits for its answer. */
  async ask(request) {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.next();
  }

  /** The next line that is an object: libraries may print lines of their own. */
  async next() {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) {
        this.alive = false;
        throw new Error(this.#lastWords());
      }
      if (!value.startsWith("{")) continue;
      const answer = JSON.parse(value);
      if (answer.error) throw new Error(answer.error);
      return answer;
    }
  }

  stop() {
    this.alive = false;
    this.#process.stdin.end();
    this.#process.kill("SIGKILL");
  }

  /** The line of a dying child's stderr that names the error: fit for a table. */
  #lastWords() {
    const lines = this.#stderr.trim().split("\n");
    const words = lines.findLast((line) => line.includes("Error")) || lines.at(-1) || "the runner ended without a word";
    return words.slice(0, 200);
  }
}
