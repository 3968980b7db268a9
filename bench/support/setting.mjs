// What groups measure with, from the options of the command line.
import { race } from "./race.mjs";

/** Threads that a group computes with unless it or the command line says otherwise. */
const THREADS = [2];

/**
 * @param {ReturnType<typeof import("./options.mjs").readOptions>} options
 * @param {import("./participants.mjs").Participants} participants
 * @param {typeof import("../internals/index.ts")} fovea
 * @param {(text: string) => void} progress
 */
export function settingOf(options, participants, fovea, progress) {
  const { runtimes, rounds } = options;
  return {
    ...{ fovea, participants, rounds, progress },
    /** Where fovea runs, the first preferred. */
    places: (threads = THREADS) =>
      runtimes.flatMap((runtime) =>
        (options.builds ?? runtime.builds.slice(-1)).flatMap((build) =>
          (options.threads ?? threads).map((count) => ({ runtime, build, threads: count })),
        ),
      ),
    /** Who else does the work of a group or workload. */
    peersOf: ({ peers, slowPeers = [] }) =>
      options.peers ? [...peers, ...slowPeers].filter((name) => options.peers.includes(name)) : peers,
    /** Whether a row is asked for. */
    wants({ name, shape, networks = "", standard = true }) {
      if (options.only) return options.only.test(`${name} ${shape} ${networks}`);
      return standard || options.all;
    },
  };
}

/**
 * Races every workload of a group.
 *
 * @param {object} group a module of groups/
 * @param {string} name
 * @param {ReturnType<typeof settingOf>} setting
 */
export async function raceGroup(group, name, setting) {
  const { fovea, participants, places, peersOf, wants, rounds, progress } = setting;
  const workloads = group.workloads(fovea).filter(wants);
  const here = places(group.threads);
  const most = here.filter(({ threads }) => threads === Math.max(...here.map((place) => place.threads)));
  const rows = [];
  for (const [i, workload] of workloads.entries()) {
    progress(`${name} ${i + 1} of ${workloads.length}: ${workload.name} ${workload.shape}`);
    const peers = peersOf({ ...group, ...workload }).flatMap((peer) =>
      most.map((place) => participants.peer(peer, place)),
    );
    const runners = [...here.map((place) => participants.fovea(place)), ...new Set(peers)];
    const limits = here.filter(({ runtime }) => !runtime.absent).map((place) => participants.limit(place));
    rows.push(...(await race({ ...workload, group: name }, runners, limits, rounds)));
  }
  return rows;
}
