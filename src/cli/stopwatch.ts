/** Time spent on one thing, with pauses for others. */
export class Stopwatch {
  seconds: number;
  #since = performance.now();

  constructor(seconds = 0) {
    this.seconds = seconds;
  }

  /** Adds the time since the last call, or since the start, and gives the sum. */
  count(): number {
    const now = performance.now();
    this.seconds += (now - this.#since) / 1000;
    this.#since = now;
    return this.seconds;
  }

  /** Leaves out the time since the last call. */
  skip(): void {
    this.#since = performance.now();
  }

  /** Begins at zero again. */
  reset(): void {
    this.seconds = 0;
    this.skip();
  }
}
