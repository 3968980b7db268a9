import { argumentBytes, type Kernel, type Slot, writeArguments } from "../../bindings/slot.ts";
import type { Engine } from "../engine.ts";
import { fail } from "../error.ts";
import { MovingBoxes } from "./boxes.ts";
import { Layer } from "./layer.ts";
import { Room } from "./room.ts";

/** Elements in one item of a flat kernel; `BLOCK` of assembly/flat.ts. */
const BLOCK = 1024;

/** Items of a flat kernel over `count` elements. */
export const blocks = (count: number): number => Math.ceil(count / BLOCK);

/** Room for the arguments of one kernel. */
const ARGUMENT_BYTES = 256;

/**
 * What transforms work on: a picture in the core's memory, with its masks and boxes. One canvas serves one sample after the other; its
 * memory grows to what the largest of them needs.
 */
export class Canvas {
  readonly engine: Engine;
  readonly picture: Layer;
  readonly boxes: MovingBoxes;
  /** What a mask gets where there was no picture. */
  readonly maskFill: number;
  /** True once a transform has left the range of bytes, as normalizing does: the sample's `x` is then a Float32Array. */
  keepsFloats = false;
  /** What errors call the sample. */
  sample = "";
  #maskCount = 0;
  readonly #masks: Layer[] = [];
  readonly #rooms = new Map<string, Room>();

  constructor(engine: Engine, { maskFill, minVisible }: { maskFill: number; minVisible: number }) {
    this.engine = engine;
    this.picture = new Layer(engine, "picture");
    this.boxes = new MovingBoxes(minVisible);
    this.maskFill = maskFill;
  }

  get height(): number {
    return this.picture.height;
  }

  get width(): number {
    return this.picture.width;
  }

  get channels(): number {
    return this.picture.channels;
  }

  /** The masks, each as large as the picture. */
  get masks(): readonly Layer[] {
    return this.#masks.slice(0, this.#maskCount);
  }

  /** The picture and its masks: what a geometric transform has to move. */
  get layers(): readonly Layer[] {
    return [this.picture, ...this.masks];
  }

  /**
   * The numbers of the picture, or of another layer, to read and to write: [height, width, channels], from 0 to 255. Good until the
   * next call of this canvas, which may move them.
   */
  values(layer: Layer = this.picture): Float32Array {
    return this.engine.core.floats(layer.data.address, layer.count);
  }

  /** Has `count` masks from now on. */
  setMasks(count: number): readonly Layer[] {
    while (this.#masks.length < count) this.#masks.push(new Layer(this.engine, "mask"));
    this.#maskCount = count;
    return this.masks;
  }

  /** Runs a kernel at once, on this thread, over all its `items`. It must be one that takes no scratch memory and does not halt. */
  call<Args extends object>(kernel: Kernel<Args>, args: Args, items: number): void {
    const { core } = this.engine;
    const at = this.work("arguments", ARGUMENT_BYTES).address;
    if (argumentBytes(kernel as Kernel<never>) > ARGUMENT_BYTES)
      throw new Error(`${kernel.name} has more arguments than there is room for`);
    writeArguments(core.data, at, kernel, args);
    core.call(kernel, at, items);
  }

  /** Memory to work in, `bytes` of it, the same under the same name; what is in it is chance. Names of your own begin with your transform's. */
  work(name: string, bytes: number): Slot {
    const room = this.#rooms.get(name) ?? new Room(this.engine, name);
    this.#rooms.set(name, room);
    return room.take(bytes);
  }

  /** The same, filled with 32-bit floats. */
  floats(name: string, values: ArrayLike<number>): Slot {
    const slot = this.work(name, 4 * values.length);
    this.engine.core.floats(slot.address, values.length).set(values);
    return slot;
  }

  /** The same, filled with 32-bit integers. */
  integers(name: string, values: ArrayLike<number>): Slot {
    const slot = this.work(name, 4 * values.length);
    this.engine.core.integers(slot.address, values.length).set(values);
    return slot;
  }

  /** Throws the error of a transform that cannot do its work on this sample. */
  fail(transform: string, got: string, expected: string, hint?: string): never {
    fail("data", { where: `${transform}, ${this.sample}`, got, expected, ...(hint && { hint }) });
  }

  free(): void {
    for (const layer of [this.picture, ...this.#masks]) layer.free();
    for (const room of this.#rooms.values()) room.free();
  }
}
