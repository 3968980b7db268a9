import type { Engine } from "../engine.ts";
import { fail } from "../error.ts";
import { MovingBoxes } from "./boxes.ts";
import { Layer } from "./layer.ts";
import { Workspace } from "./workspace.ts";

/**
 * What transforms work on: a picture in the core's memory, with its masks and boxes. One canvas serves one sample after the other; its
 * memory grows to what the largest of them needs.
 */
export class Canvas extends Workspace {
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

  constructor(engine: Engine, { maskFill, minVisible }: { maskFill: number; minVisible: number }) {
    super(engine);
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

  /** Throws the error of a transform that cannot do its work on this sample. */
  fail(transform: string, got: string, expected: string, hint?: string): never {
    fail("data", { where: `${transform}, ${this.sample}`, got, expected, ...(hint && { hint }) });
  }

  override free(): void {
    for (const layer of [this.picture, ...this.#masks]) layer.free();
    super.free();
  }
}
