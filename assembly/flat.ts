/**
 * Flat kernels treat a tensor as one row of `count` floats. One work item is a block of BLOCK of them, so that the cut
 * into items depends on the count alone. The last block ends with a whole vector: every buffer's storage does.
 *
 *     | block 0          | block 1          | block 2: | v | v | v | v |
 *     0               4 KiB              8 KiB              count ^   ^ flatEnd
 */

/** Floats of one work item; the host's src/plan/program.ts counts items by it. */
@inline export const BLOCK: i32 = 1024;

/** Byte offset where item `begin` starts. */
@inline export function flatBegin(begin: i32): usize {
  return (<usize>begin) * (BLOCK << 2);
}

/** Byte offset where the items before `end` stop: whole vectors, so up to three floats beyond `count`. */
@inline export function flatEnd(end: i32, count: i32): usize {
  const bytes = (((<usize>count) + 3) & ~3) << 2;
  return min(flatBegin(end), bytes);
}
