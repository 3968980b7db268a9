import type { Engine } from "../../src/engine.ts";
import type { Compiled } from "../../src/plan/compile.ts";
import { layOut } from "../../src/plan/layout.ts";
import { Tape } from "../../src/plan/tape.ts";

/** Runs a compiled program in the memory that the planner gives it, where slots share and outputs may stand on inputs. */
export function runPlaced<T>(
  engine: Engine,
  { program }: Pick<Compiled, "program">,
  fill: (tape: Tape) => void,
  read: (tape: Tape) => T,
): Promise<T> {
  return engine.exclusive(async () => {
    const { core } = engine;
    const tape = new Tape(core, program, layOut(program), undefined, false);
    if (tape.needsExtension) await engine.extend();
    const base = core.allocate(tape.bytes);
    try {
      tape.place(base);
      core.floats(base, tape.bytes / 4).fill(Number.NaN);
      fill(tape);
      await tape.runWithPrologue();
      return read(tape);
    } finally {
      tape.dispose();
      core.free(base);
    }
  });
}
