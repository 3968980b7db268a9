// One participant of the benchmark: who it is, and the process or page that stands for it while it is needed.

/** Seconds that a runner may take to start and load a workload, with its first run, and for one turn. */
const LIMITS = { start: 60, load: 60, turn: 60 };

export class Runner {
  #connect;
  #connection = null;

  /**
   * @param {object} who
   * @param {string} who.name such as `fovea` or `onnxruntime-web`
   * @param {string | null} who.runtime
   * @param {string | null} [who.build]
   * @param {number | null} [who.threads]
   * @param {string} [who.absent] why it cannot run here
   * @param {string} [who.version]
   * @param {() => Promise<import("./child.mjs").Child>} connect
   */
  constructor({ name, runtime, build = null, threads = null, absent, version }, connect) {
    Object.assign(this, { name, runtime, build, threads, absent, version });
    this.#connect = connect;
  }

  /** The cells of a row that say who ran. What the runner says of itself counts. */
  get identity() {
    const { name, runtime, build, threads, version } = this;
    return { runner: name, runtime, build, threads, ...(version && { version }), ...this.#connection?.about };
  }

  /** Starts the runner unless it runs. */
  async start() {
    if (this.absent) throw new Error(this.absent);
    if (this.#connection?.alive) return;
    this.#connection = await within(LIMITS.start, this.#connect(), () => {});
  }

  load(workload) {
    return this.#ask({ load: workload }, LIMITS.load);
  }

  turn(request) {
    return this.#ask(request, LIMITS.turn);
  }

  /** Gives the memory of what it has loaded back. */
  async unload() {
    if (this.#connection?.alive) await this.#ask({ unload: true }, LIMITS.turn);
  }

  async #ask(request, seconds) {
    await this.start();
    const connection = this.#connection;
    return within(seconds, connection.ask(request), () => connection.stop());
  }

  stop() {
    this.#connection?.stop();
  }
}

/** What `promise` gives within so many seconds; after them `giveUp` is called, and it is an error. */
async function within(seconds, promise, giveUp) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      giveUp();
      reject(new Error(`no answer within ${seconds} s`));
    }, seconds * 1000);
  });
  promise.catch(() => {}); // when it is late, nobody waits for its error
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
