/** Every block begins on a cache line, so that threads that write different blocks never share one. */
const ALIGNMENT = 64;

const align = (bytes: number): number => Math.ceil(Math.max(1, bytes) / ALIGNMENT) * ALIGNMENT;

/**
 * Hands out address ranges for what lives long: parameters, optimizer state, tapes, the scratch of the largest plan.
 * First fit, neighbours merged; called when models are made, never while they run. It touches no memory.
 */
export class Heap {
  readonly base: number;
  /** Free ranges below `top`, by address. */
  #free: { address: number; bytes: number }[] = [];
  #sizes = new Map<number, number>();
  #top: number;

  constructor(base: number) {
    this.base = align(base);
    this.#top = this.base;
  }

  /** Behind the last block; memory must reach as far. */
  get top(): number {
    return this.#top;
  }

  /** What `top` would be after `allocate(bytes)`, at most, if the block at `freed` were given back before. */
  topAfter(bytes: number, freed = -1): number {
    if (this.#free.some((range) => range.bytes >= align(bytes))) return this.#top;
    const end = freed + (this.#sizes.get(freed) ?? 0);
    return (end === this.#top ? freed : this.#top) + align(bytes);
  }

  allocate(bytes: number): number {
    const size = align(bytes);
    const range = this.#free.find((free) => free.bytes >= size);
    const address = range ? range.address : this.#top;
    if (range) {
      range.address += size;
      range.bytes -= size;
      this.#free = this.#free.filter((free) => free.bytes > 0);
    } else this.#top += size;
    this.#sizes.set(address, size);
    return address;
  }

  free(address: number): void {
    const bytes = this.#sizes.get(address);
    if (bytes === undefined) throw new Error(`no block at ${address}`);
    this.#sizes.delete(address);
    const ranges = [...this.#free, { address, bytes }].sort((a, b) => a.address - b.address);
    this.#free = [];
    for (const range of ranges) {
      const last = this.#free.at(-1);
      if (last && last.address + last.bytes === range.address) last.bytes += range.bytes;
      else this.#free.push({ ...range });
    }
    const last = this.#free.at(-1);
    if (last && last.address + last.bytes === this.#top) {
      this.#top = last.address;
      this.#free.pop();
    }
  }
}
