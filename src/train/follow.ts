import type { Network } from "../network.ts";
import type { FollowerRun, FollowerState } from "../schedules/outcome.ts";

/** What learns from each epoch's outcome, such as a schedule of `onPlateau`, and is resumed with the training. */
export interface Follower<Run extends FollowerRun = FollowerRun> {
  /**
   * Follows a training of `network` from its beginning (`state` null) or from where it stood. `values` are the names of the numbers
   * that outcomes will hold. Throws when the one that it is to follow is not among them.
   */
  follow(network: Network, state: FollowerState | null, values: readonly string[]): Run;
}

/** What may end a training before its last epoch; `earlyStopping` of `fovea/training` is one. */
export type Stopping = Follower<StoppingRun>;

export interface StoppingRun extends FollowerRun {
  /** Why training should end now; null while it should go on. */
  readonly reason: string | null;
  /**
   * Ends the training, early or not. Returns what to tell of it; where `restored` is true, the parameters are the best ones, and those
   * of the last step are kept in their place.
   */
  end(): StopOutcome;
}

/** What early stopping found. */
export interface StopOutcome {
  /** The best epoch's end, and its value; null where no epoch had one. */
  readonly best: { readonly epoch: number; readonly step: number; readonly value: number } | null;
  /** Whether the parameters are those of that epoch now. */
  readonly restored: boolean;
}
