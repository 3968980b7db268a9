// Rows by where fovea ran, and those that they are to be compared with.
import { NATIVE } from "../support/participants.mjs";

const PLACE = ["runtime", "build", "threads"];
const WORK = ["group", "name", "shape"];

const same = (keys) => (a, b) => keys.every((key) => a[key] === b[key]);
export const isSameWork = same(WORK);
export const isSamePlace = same(PLACE);

const distinct = (rows, isSame) => rows.filter((row, i) => rows.findIndex((other) => isSame(row, other)) === i);

/** One row of fovea for each place in which it did the work of `rows`. */
export const placesOf = (rows) =>
  distinct(
    rows.filter(({ runner }) => runner === "fovea"),
    isSamePlace,
  );

export const worksOf = (rows) => distinct(rows, isSameWork);

export const placeName = ({ runtime, build, threads }) =>
  `${runtime}, ${build}, ${threads === 1 ? "one thread" : `${threads} threads`}`;

/** Peers of a place: in the same runtime or native; with as many threads, or on one where they can no better. */
export function peersOf(rows, place) {
  const near = rows.filter(({ runner, runtime }) => NATIVE.includes(runner) || runtime === place.runtime);
  const others = near.filter(({ runner }) => runner !== "fovea");
  const isEqual = ({ threads }) => threads === place.threads;
  const names = [...new Set(others.map(({ runner }) => runner))];
  return names.flatMap((name) => {
    const own = others.filter(({ runner }) => runner === name);
    const [first = place.threads > 1 ? own.find(({ threads }) => threads === 1) : undefined] = own.filter(isEqual);
    return first ? [{ name, threads: first.threads, runtime: first.runtime }] : [];
  });
}

/** The row of `peer`, or of fovea in a place, for the work of `row`; a row without times may not know its runtime. */
export const rowOfPeer = (rows, row, { name, threads, runtime, build }) =>
  rows.find(
    (other) =>
      isSameWork(other, row) &&
      other.runner === name &&
      other.threads === threads &&
      (other.runtime ?? runtime) === runtime &&
      (build === undefined || other.build === build),
  );

/** The later of two measurements of the same thing counts. */
export const latest = (rows) => distinct([...rows].reverse(), same([...WORK, ...PLACE, "runner"])).reverse();
