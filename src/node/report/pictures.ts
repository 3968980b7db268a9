/** Pictures in a page: what a network is fed, and its first filters. */
import type { Picture, Values } from "../../data/samples.ts";
import { encodePng } from "../../images/index.ts";
import type { Model } from "../../index.ts";
import { escapeHtml } from "./html.ts";

/** Filters shown at most. */
const FILTERS = 64;

/** A picture's bytes as a page holds them. */
export function dataUrl(picture: Picture): string {
  return `data:image/png;base64,${Buffer.from(encodePng(picture)).toString("base64")}`;
}

/** An `img` of a picture, at the size of the page's pictures; small ones keep their pixels. */
export function image(picture: Picture, alt: string): string {
  const coarse = Math.max(picture.width, picture.height) < 100 ? ' class="pixels"' : "";
  const { width, height } = picture;
  return `<img${coarse} src="${dataUrl(picture)}" width="${width}" height="${height}" alt="${escapeHtml(alt)}">`;
}

/**
 * One sample as it was fed, of shape [height, width, channels]: bytes as they are, other numbers stretched from their least to their
 * greatest. Null where it is no picture.
 */
export function pictureOf(values: Values, shape: readonly number[]): Picture | null {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || channels > 4 || Math.min(height, width) < 2) return null;
  const bytes = values instanceof Uint8Array ? values.slice() : stretched(values);
  return { width, height, channels, data: bytes };
}

function stretched(values: Values): Uint8Array {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const scale = most > least ? 255 / (most - least) : 0;
  return Uint8Array.from(values, (value) => Math.round((value - least) * scale));
}

/** The filters of a network's first convolution of images, as pictures, and where they stand. */
export interface Filters {
  path: string;
  /** All there are. */
  count: number;
  pictures: Picture[];
}

/**
 * Filters of the first layer that convolves the input: in colour where it has three channels, in greys where it has one. Mid-grey is
 * no weight; all have one scale, by the greatest weight of any. Null where there is no such layer.
 */
export function firstFilters(net: Model): Filters | null {
  const node = net.graph.nodes.find(
    ({ parameters, shape }) => parameters.kernel?.shape.length === 4 && shape.length === 3,
  );
  const kernel = node?.parameters.kernel;
  const path = kernel && net.graph.parameters.get(kernel);
  if (!kernel || !path) return null;
  const [height, width, channels, count] = kernel.shape;
  if ((channels !== 1 && channels !== 3) || height * width < 4) return null;
  const weights = net.parameters().find((parameter) => parameter.path === path)?.data ?? new Float32Array();
  const greatest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1;
  const pictures = Array.from({ length: Math.min(count, FILTERS) }, (_, filter) => {
    const data = new Uint8Array(height * width * channels);
    for (let i = 0; i < data.length; i++)
      data[i] = Math.round(127.5 + (127.5 * weights[i * count + filter]) / greatest);
    return { width, height, channels, data };
  });
  return { path, count, pictures };
}
