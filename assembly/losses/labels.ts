// Labels come as floats, like all that flows through a graph, and nobody may have checked them.

/** What {@link labelAt} gives for a number that is no class. */
@inline export const NONE: i32 = -1;

/** The class that the label at `from` names, NONE unless it is a whole number from 0 to classes - 1. */
@inline export function labelAt(from: usize, classes: i32): i32 {
  const label = load<f32>(from);
  if (!(label >= 0 && label < <f32>classes)) return NONE;
  const index = <i32>label;
  return <f32>index == label ? index : NONE;
}

@inline export function isIgnored(from: usize, ignored: f32): bool {
  return load<f32>(from) == ignored;
}

/** The loss of a row whose label at `from` is ignored, 0, or no class, NaN, so that it is seen. */
@inline export function withoutLabel(from: usize, ignored: f32): f32 {
  return isIgnored(from, ignored) ? <f32>0 : <f32>NaN;
}

/** Which of the four lanes from `i` on is the one at `index`. */
@inline export function isAt(index: i32, i: i32): v128 {
  return i32x4.eq(i32x4.splat(index - i), i32x4(0, 1, 2, 3));
}
