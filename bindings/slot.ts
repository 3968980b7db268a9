/** Bytes that a slot of `bytes` occupies: the storage of every slot ends on a 16-byte boundary, so that flat kernels need no tails. */
export const storage = (bytes: number): number => Math.ceil(bytes / 16) * 16;

/**
 * A named range of WebAssembly memory. A graph is compiled with slots whose addresses are not known yet;
 * the planner places them, and the argument writers read `address` only after that.
 */
export class Slot {
  readonly label: string;
  readonly bytes: number;
  readonly parent: Slot | null;
  readonly offset: number;
  #address = -1;

  constructor(label: string, bytes: number, parent: Slot | null = null, offset = 0) {
    this.label = label;
    this.bytes = bytes;
    this.parent = parent;
    this.offset = offset;
  }

  get address(): number {
    const address = this.parent ? this.parent.address + this.offset : this.#address;
    if (address < 0) throw new Error(`slot ${this.label} has no address yet`);
    return address;
  }

  /** The slot whose placing decides this one's address: itself, unless it is a part of another. */
  get root(): Slot {
    return this.parent ? this.parent.root : this;
  }

  place(address: number): void {
    this.#address = address;
  }

  /** A part of this slot, from `offset` bytes on. */
  at(offset: number, bytes: number = this.bytes - offset, label: string = this.label): Slot {
    return new Slot(label, bytes, this, offset);
  }
}

/** A kernel of the core: its name there and its argument struct, as the build read them from assembly/. */
export interface Kernel<Args> {
  readonly name: string;
  /** Names in the struct's order, four bytes each; `name:f` is an f32, all else a pointer or an i32. */
  readonly fields: string;
  /** True for a kernel of the extension, which is loaded when a program first uses one. */
  readonly extension?: boolean;
  /** Only for the type checker: what this kernel is called with. */
  readonly args?: Args;
}

/** Byte length of a kernel's argument struct. */
export const argumentBytes = (kernel: Kernel<never>): number => kernel.fields.split(" ").length * 4;

/** Writes `args` as the struct that `kernel` reads at `address`. */
export function writeArguments<Args extends object>(
  view: DataView,
  address: number,
  kernel: Kernel<Args>,
  args: Args,
): void {
  const values = args as Record<string, Slot | number | null>;
  kernel.fields.split(" ").forEach((field, i) => {
    const [name, type] = field.split(":");
    const value = values[name];
    const number = typeof value === "object" ? (value?.address ?? 0) : value;
    if (type) view.setFloat32(address + 4 * i, number, true);
    else view.setInt32(address + 4 * i, number, true);
  });
}
