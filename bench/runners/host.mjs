// What every runner written in JavaScript does alike: hold one workload, run it, say how long it took.

/**
 * @typedef {object} Loaded a workload ready to run
 * @property {ArrayLike<number>} sample what it computed, in fovea's order, thinned out: compared with other runners'
 * @property {(calls: number) => void | Promise<void>} run
 * @property {() => void} dispose
 *
 * @typedef {object} Library
 * @property {object} about `version`, `threads`, `build`, as far as known
 * @property {(workload: object) => Promise<Loaded>} load
 */

/**
 * @param {Library} library
 * @returns {{ about: object, answer: (request: object) => Promise<object> }} answers `{load: workload}`, `{calls: n}`, `{unload: true}`
 */
export function host({ about, load }) {
  let loaded = null;
  const unload = () => {
    loaded?.dispose();
    loaded = null;
  };
  return {
    about,
    async answer({ load: workload, calls }) {
      if (calls) return { ms: (await time(loaded, calls)) / calls, ...memory() };
      unload();
      if (!workload) return {};
      loaded = await load(workload);
      return { sample: Array.from(loaded.sample) };
    },
  };
}

async function time(loaded, calls) {
  const start = performance.now();
  await loaded.run(calls);
  return performance.now() - start;
}

/** Resident bytes, and the engine's heap for JavaScript, where the runtime tells. */
function memory() {
  const { rss, heapTotal: heap } = globalThis.process?.memoryUsage?.() ?? {};
  return { rss, heap };
}
