import { storage } from "../../bindings/slot.ts";
import type { Engine } from "../../src/engine.ts";
import type { Compiled } from "../../src/plan/compile.ts";
import { layOut } from "../../src/plan/layout.ts";
import { Tape } from "../../src/plan/tape.ts";

/** Bytes around every slot; a write there is a kernel's mistake. */
const GAP = 192;
const SENTINEL = 0x7b;

/**
 * Runs a compiled program with every slot in memory of its own and sentinels all around; `fill` puts in what the host gives,
 * `read` takes what it wants. Slots begin full of NaN, so that a kernel that reads what nobody wrote shows it.
 * Throws with the slot's name when a sentinel was overwritten.
 */
export function runGuarded<T>(
  engine: Engine,
  { program }: Pick<Compiled, "program">,
  fill: (tape: Tape) => void,
  read: (tape: Tape) => T,
): Promise<T> {
  return engine.exclusive(async () => {
    const layout = layOut(program, GAP);
    const { core } = engine;
    const tape = new Tape(core, program, layout, undefined, false);
    if (tape.needsExtension) await engine.extend();
    const base = core.allocate(tape.bytes + GAP);
    try {
      tape.place(base);
      core.bytes.fill(SENTINEL, base, base + tape.bytes + GAP);
      core.floats(base + layout.bytes, (tape.bytes - layout.bytes) / 4).fill(Number.NaN);
      for (const slot of layout.offsets.keys()) tape.floats(slot).fill(Number.NaN);
      fill(tape);
      await tape.runWithPrologue();
      checkSentinels(core.bytes.slice(base, base + layout.bytes), layout.offsets);
      const behind = core.bytes.slice(base + tape.bytes, base + tape.bytes + GAP);
      if (behind.some((byte) => byte !== SENTINEL)) throw new Error("wrote behind the threads' scratch memory");
      return read(tape);
    } finally {
      tape.dispose();
      core.free(base);
    }
  });
}

function checkSentinels(bytes: Uint8Array, offsets: ReturnType<typeof layOut>["offsets"]): void {
  const owned = new Uint8Array(bytes.length);
  for (const [slot, offset] of offsets) owned.fill(1, offset, offset + storage(slot.bytes));
  const bad = bytes.findIndex((byte, i) => !owned[i] && byte !== SENTINEL);
  if (bad < 0) return;
  const [slot, offset] = [...offsets].reduce((near, each) => (distance(each, bad) < distance(near, bad) ? each : near));
  throw new Error(`wrote outside ${slot.label}: at byte ${bad - offset} of ${slot.bytes}`);
}

const distance = ([slot, offset]: [{ bytes: number }, number], at: number): number =>
  at < offset ? offset - at : Math.max(0, at - offset - slot.bytes);
