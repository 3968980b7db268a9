import { purpose, type RandomStream, randomStream } from "../random.ts";

/** 53 random bits, as a seed. */
function drawSeed(random: RandomStream): number {
  const low = random.uint32();
  return (random.uint32() >>> 11) * 2 ** 32 + low;
}

/**
 * The seed of a transform: of its name and how many of that name come before it, so that other transforms, added or taken away,
 * do not change what it draws.
 */
export function splitSeed(seed: number, name: string, before: readonly { readonly name: string }[]): number {
  const step = before.filter((each) => each.name === name).length;
  return drawSeed(randomStream({ seed, purpose: purpose.augment, index: nameHash(name), step }));
}

/** A stream of its own for a part of a transform: however much that draws, what is drawn from `random` later stays the same. */
export function fork(random: RandomStream): RandomStream {
  return randomStream({ seed: drawSeed(random), purpose: purpose.augment });
}

/** FNV-1a over the name's UTF-16 units. */
function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
