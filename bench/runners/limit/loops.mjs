// The loops of one thread: multiply-adds in registers, and copies in a memory of the thread's own.
const FACTOR = 0.999;
const TERM = 0.001;
const PAGE = 65536;

/**
 * @param {string} wasm the module, base64
 * @param {number} bytes of each of the two arrays that are copied, one from the other
 * @returns {(request: object) => number} milliseconds that one call took
 */
export function openLoops(wasm, bytes) {
  const code = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));
  const { multiplyAdds, copyLines, memory } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports;
  const from = PAGE;
  const to = from + bytes;
  memory.grow(Math.ceil((to + bytes) / PAGE));
  new Uint8Array(memory.buffer).fill(1); // every page is there before the first copy
  let slice = 0;
  const loops = {
    multiplyAdds: ({ iterations }) => multiplyAdds(iterations, FACTOR, TERM),
    copy: ({ size }) => copyLines(to, from, Math.min(size, bytes)),
    /** Slice after slice of the arrays, so that none is in a cache any more when its turn comes again. */
    stream({ size }) {
      slice = (slice + 1) % Math.floor(bytes / size);
      copyLines(to + slice * size, from + slice * size, size);
    },
  };
  return ({ loop, calls, ...request }) => {
    const start = performance.now();
    for (let call = 0; call < calls; call++) loops[loop](request);
    return (performance.now() - start) / calls;
  };
}
