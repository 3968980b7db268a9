// How many multiply-adds this machine's WebAssembly does when nothing leaves the registers, and how fast it copies.
import { raceLimits } from "../support/race.mjs";

export const threads = [1, 2];

export function run({ places, participants, rounds, progress }) {
  progress("limits");
  return raceLimits(
    places(threads).map((place) => participants.limit(place)),
    rounds,
  );
}
