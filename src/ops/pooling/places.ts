import * as kernels from "../../../bindings/kernels.ts";
import type { Slot } from "../../../bindings/slot.ts";
import { count, type Shape } from "../../graph/shape.ts";
import { flatWork, type Program, work } from "../../plan/program.ts";
import type { Tensor } from "../op.ts";

/** [batch, values, channels] of numbers, of which each has a place among the pixels of [batch, pixels, channels]. */
interface Places {
  readonly batch: number;
  readonly pixels: number;
  readonly values: number;
  readonly channels: number;
}

/** The places of `values` = [batch, ...sizes, channels] in `pixels` = [batch, ...sizes, channels]. */
const placesOf = (pixels: Shape, values: Shape): Places => ({
  batch: pixels[0],
  pixels: count(pixels.slice(1, -1)),
  values: count(values.slice(1, -1)),
  channels: pixels[pixels.length - 1],
});

/** Channels in an item: all of a pixel side by side where the batch makes items enough, else a cache line. */
const blockOf = ({ batch, channels }: Places): number => Math.min(channels, batch < 4 ? 16 : 64);

function emitScatter(
  program: Program,
  places: Places,
  args: { y: Slot; x: Slot; places: Slot; add: number; floats: number },
): void {
  const { batch, pixels, values, channels } = places;
  const block = blockOf(places);
  const items = work(batch * Math.ceil(channels / block), (pixels + 6 * values) * block);
  program.emit(kernels.scatterPlaces, { ...args, pixels, values, channels, block }, items);
}

/** y[place] = the sum of the x that go there; places are i32, those outside take nothing. */
export const sumAtPlaces = (program: Program, y: Tensor, x: Tensor, places: Slot): void =>
  emitScatter(program, placesOf(y.shape, x.shape), { y: y.slot, x: x.slot, places, add: 1, floats: 0 });

/** The same where places are whole f32. */
export const sumAtIndices = (program: Program, y: Tensor, x: Tensor, indices: Tensor): void =>
  emitScatter(program, placesOf(y.shape, x.shape), { y: y.slot, x: x.slot, places: indices.slot, add: 1, floats: 1 });

/** y[index] = the last x that goes there. */
export const putAtIndices = (program: Program, y: Tensor, x: Tensor, indices: Tensor): void =>
  emitScatter(program, placesOf(y.shape, x.shape), { y: y.slot, x: x.slot, places: indices.slot, add: 0, floats: 1 });

/** y = x[index]. */
export function takeAtIndices(program: Program, y: Tensor, x: Tensor, indices: Tensor): void {
  const { batch, pixels, values, channels } = placesOf(x.shape, y.shape);
  const args = { y: y.slot, x: x.slot, places: indices.slot, pixels, values, channels };
  program.emit(kernels.gatherPlaces, args, work(batch * values, 6 * channels));
}

/** The same for the last that has an index, and 0 for others: the gradient of {@link putAtIndices}. */
export function takeForLast(program: Program, y: Tensor, x: Tensor, indices: Tensor): void {
  const places = placesOf(x.shape, y.shape);
  const { batch, pixels, values, channels } = places;
  const block = blockOf(places);
  const owners = program.slot("owners", count(x.shape) * 4);
  const args = { y: y.slot, owners, x: x.slot, places: indices.slot, pixels, values, channels, block };
  program.emit(kernels.gatherLast, args, work(batch * Math.ceil(channels / block), 12 * values * block));
}

/** y = 0: the gradient of indices and boxes. */
export function clear(program: Program, { slot: y, shape }: Tensor): void {
  program.emit(kernels.fill, { y, value: 0, count: count(shape) }, flatWork(count(shape), 1));
}
