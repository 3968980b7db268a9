import type { Oracle } from "../../harness/checkOp.ts";
import { moved } from "./moved.ts";

/** The channels of the groups by turns. */
export function channelShuffle(groups: number): Oracle {
  return moved(
    (x) => x,
    (place, x) => {
      const channels = x[x.length - 1];
      const c = place[place.length - 1];
      return [...place.slice(0, -1), (c % groups) * (channels / groups) + Math.floor(c / groups)];
    },
  );
}
