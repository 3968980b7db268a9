/** What the platform's streams and requests say when they fail. */
import { show } from "../error.ts";

/** The message of an error and of its cause, where engines put the reason; some leave one of them empty, or both. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return show(error);
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return [error.message, cause].filter(Boolean).join(": ") || error.name;
}
