/** FNV-1a, 32 bits, of everything added. */
export class Hash {
  #state = 0x811c9dc5;

  /** Adds text, or the bytes of a typed array. @param {string | ArrayBufferView} data */
  add(data) {
    const bytes =
      typeof data === "string"
        ? new TextEncoder().encode(data)
        : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (const byte of bytes) this.#state = Math.imul(this.#state ^ byte, 0x01000193);
    return this;
  }

  /** 8 hex digits. */
  toString() {
    return (this.#state >>> 0).toString(16).padStart(8, "0");
  }
}
