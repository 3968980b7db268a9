/** Ctrl-C and SIGTERM, for work that wants to stop at a good moment. */

export const INTERRUPTED = 130;

/** Whether the user asked to stop. The second time ends the process at once. */
export interface Interrupt {
  readonly requested: boolean;
  /** Gives the signals back to the system. */
  release(): void;
}

export function catchInterrupt(): Interrupt {
  let requested = false;
  const onSignal = (): void => {
    if (requested) process.exit(INTERRUPTED);
    requested = true;
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    get requested(): boolean {
      return requested;
    },
    release(): void {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
