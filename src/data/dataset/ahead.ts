import { breathe } from "../../../bindings/platform.ts";
import { isPromise, type Late, type Maybe } from "./source.ts";

const nothing = (): void => {};

/**
 * Goes through `handles` with `ahead` elements begun before they are asked for, one after another taken from `handles` but computed side
 * by side, and given in their order.
 */
export class Ahead<T> implements AsyncIterator<Maybe<T>, void, undefined> {
  readonly #handles: AsyncIterator<Late<T>, void, undefined>;
  readonly #ahead: number;
  readonly #begun: Promise<IteratorResult<Maybe<T>, void>>[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #pulling = 0;
  #ended = false;

  constructor(handles: AsyncIterator<Late<T>, void, undefined>, ahead: number) {
    this.#handles = handles;
    this.#ahead = ahead;
  }

  next(): Promise<IteratorResult<Maybe<T>, void>> {
    while (!this.#ended && this.#begun.length <= this.#ahead) this.#begin();
    return this.#begun.shift() ?? Promise.resolve({ done: true, value: undefined });
  }

  async return(): Promise<IteratorResult<Maybe<T>, void>> {
    this.#ended = true;
    this.#begun.length = 0;
    const closing = this.#handles.return?.();
    // One that is still being asked for may never come: it is told by the signal, gets a turn to end, and is waited for no longer.
    closing?.catch(nothing);
    await (this.#pulling ? Promise.race([closing, breathe()]) : closing);
    return { done: true, value: undefined };
  }

  #begin(): void {
    this.#pulling++;
    const pulled = this.#last.then(() => this.#handles.next()).finally(() => this.#pulling--);
    this.#last = pulled.catch(nothing);
    const element = pulled.then(async (result): Promise<IteratorResult<Maybe<T>, void>> => {
      if (result.done || this.#ended) {
        this.#ended = true;
        return { done: true, value: undefined };
      }
      const value = result.value();
      return { done: false, value: isPromise(value) ? await value : value };
    });
    element.catch(nothing); // whoever asks for it hears of it; nobody may
    this.#begun.push(element);
  }
}
