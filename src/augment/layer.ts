import type { Slot } from "../../bindings/slot.ts";
import type { Engine } from "../engine.ts";
import { Room } from "./room.ts";

/** Rows, columns and numbers of each pixel. */
export interface Size {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A picture, or a mask beside it, in the core's memory: f32 [height, width, channels], from 0 to 255. */
export class Layer implements Size {
  /** A mask holds labels, which must not be mixed: it is sampled from the nearest pixel, and colours leave it alone. */
  readonly kind: "picture" | "mask";
  height = 0;
  width = 0;
  channels = 0;
  #data: Slot | null = null;
  #room: Room;
  #other: Room;

  constructor(engine: Engine, kind: "picture" | "mask") {
    this.kind = kind;
    this.#room = new Room(engine, kind);
    this.#other = new Room(engine, kind);
  }

  /** The numbers. */
  get data(): Slot {
    if (!this.#data) throw new Error(`the ${this.kind} was not begun`);
    return this.#data;
  }

  /** How many numbers it has. */
  get count(): number {
    return this.height * this.width * this.channels;
  }

  /** Becomes a picture of another size, of whose numbers nothing is known yet. */
  begin({ height, width, channels }: Size): Slot {
    Object.assign(this, { height, width, channels });
    this.#data = this.#room.take(4 * this.count);
    return this.#data;
  }

  /**
   * Draws its successor: `draw` fills `to`, of the size given, from `from`, the numbers of this layer as it still is.
   * Afterwards this layer is the successor.
   */
  redraw(size: Partial<Size>, draw: (to: Slot, from: Slot) => void): void {
    const next = { height: this.height, width: this.width, channels: this.channels, ...size };
    const to = this.#other.take(4 * next.height * next.width * next.channels);
    draw(to, this.data);
    Object.assign(this, next);
    [this.#data, this.#room, this.#other] = [to, this.#other, this.#room];
  }

  free(): void {
    this.#room.free();
    this.#other.free();
    this.#data = null;
  }
}
