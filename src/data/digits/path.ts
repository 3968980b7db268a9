/** The way of a pen as straight pieces: point `i` is joined to the one before it unless the pen was lifted there. */
export class Path {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Width of the line at each point, in pixels. */
  readonly width: Float64Array;
  readonly joined: Uint8Array;
  length = 0;

  constructor(capacity: number) {
    this.x = new Float64Array(capacity);
    this.y = new Float64Array(capacity);
    this.width = new Float64Array(capacity);
    this.joined = new Uint8Array(capacity);
  }

  add(x: number, y: number, width: number, joined: boolean): void {
    const i = this.length++;
    this.x[i] = x;
    this.y[i] = y;
    this.width[i] = width;
    this.joined[i] = joined ? 1 : 0;
  }

  /** Adds the last point again. */
  repeat(): void {
    const last = this.length - 1;
    this.add(this.x[last], this.y[last], this.width[last], true);
  }
}
