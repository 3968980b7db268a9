/** What transforms learn from a data set before they are used. */
import type { Picture, Sample } from "../data/samples.ts";
import { fail, show } from "../error.ts";
import { checkPicture } from "./sample.ts";

/** Samples one after the other, such as a `Dataset`. */
export type SampleSource = Iterable<Sample> | AsyncIterable<Sample>;

/** The pictures of `data`, checked; an error when there are none. */
export async function* picturesOf(where: string, data: SampleSource): AsyncGenerator<[picture: Picture, name: string]> {
  const isSource =
    typeof data === "object" && data !== null && (Symbol.iterator in data || Symbol.asyncIterator in data);
  if (!isSource)
    fail("data", { where, got: show(data), expected: "samples one after the other", hint: "dataset() makes them" });
  let index = 0;
  for await (const sample of data) {
    const name = sample?.name ?? `sample ${index}`;
    const x: unknown = sample?.x;
    checkPicture(name, "x", x, where);
    yield [x, name];
    index++;
  }
  if (index === 0) fail("data", { where, got: "no samples", expected: "at least one" });
}
