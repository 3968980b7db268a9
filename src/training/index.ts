/** What goes with a long training: `fovea/training`. */
export type { FollowerRun, FollowerState, Outcome } from "../schedules/outcome.ts";
export type { Follower, StopOutcome, Stopping, StoppingRun } from "../train/follow.ts";
export { type EarlyStoppingOptions, earlyStopping } from "./earlyStopping.ts";
