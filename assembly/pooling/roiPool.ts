// ROI pooling: the greatest of each bin of a box whose borders are rounded to pixels.

import { LANES, loadLanes, splat, storeLanes } from "../simd";
import { Rois } from "./rois";

@unmanaged class RoiPoolArgs extends Rois {
  y: usize; // [n, count, outHeight, outWidth, channels]
  places: usize; // [n, count, outHeight, outWidth, channels], i32 pixel, -1 for none, or 0
  x: usize; // [n, inHeight, inWidth, channels]
}

/**
 * y = the greatest of each bin (the first of equals; a NaN beats every number), 0 for a bin outside the map; places = where it stands.
 * One item: a row of bins.
 */
export function roiPool(args: usize, begin: i32, end: i32): void {
  const a = changetype<RoiPoolArgs>(args);
  const channels = a.channels, pixel = <usize>channels << 2, width = a.inWidth, height = a.inHeight;
  for (let item = begin; item < end; item++) {
    const row = item % a.outHeight, roi = item / a.outHeight, box = a.boxes + (<usize>roi << 4);
    const map = a.x + <usize>(roi / a.count * height * width) * pixel;
    const left = edge(load<f32>(box), a.scale), top = edge(load<f32>(box, 4), a.scale);
    const sizeX = max<f64>(edge(load<f32>(box, 8), a.scale) - left + 1, 1) / a.outWidth;
    const sizeY = max<f64>(edge(load<f32>(box, 12), a.scale) - top + 1, 1) / a.outHeight;
    const y0 = inside(top + floor(row * sizeY), height), y1 = inside(top + ceil((<f64>row + 1) * sizeY), height);
    for (let b = 0; b < a.outWidth; b++) {
      const x0 = inside(left + floor(b * sizeX), width), x1 = inside(left + ceil((<f64>b + 1) * sizeX), width);
      const to = <usize>(item * a.outWidth + b) * pixel;
      for (let c = 0; c < channels; c += LANES) {
        const k = <usize>c << 2, places = a.places ? a.places + to + k : 0;
        maxOfBin(a.y + to + k, places, map + k, y0, y1, x0, x1, width, pixel, min(LANES, channels - c));
      }
    }
  }
}

@inline function maxOfBin(
  y: usize, places: usize, map: usize, y0: i32, y1: i32, x0: i32, x1: i32, width: i32, pixel: usize, lanes: i32,
): void {
  const empty = y0 >= y1 || x0 >= x1;
  let greatest = splat(empty ? 0 : -Infinity), at = i32x4.splat(empty ? -1 : y0 * width + x0);
  for (let iy = y0; iy < y1; iy++) {
    for (let ix = x0; ix < x1; ix++) {
      const place = iy * width + ix, v = loadLanes(map + <usize>place * pixel, lanes);
      const better = v128.or(f32x4.gt(v, greatest), f32x4.ne(v, v));
      greatest = v128.bitselect(v, greatest, better);
      at = v128.bitselect(i32x4.splat(place), at, better);
    }
  }
  storeLanes(y, greatest, lanes);
  if (places) storeLanes(places, at, lanes);
}

/** A border in pixels of the map, rounded half away from 0. */
@inline function edge(coordinate: f32, scale: f32): f64 {
  const p = <f64>coordinate * scale;
  return p < 0 ? ceil(p - 0.5) : floor(p + 0.5);
}

/** `p` brought into 0 to `pixels`; what is no number becomes 0. */
@inline function inside(p: f64, pixels: i32): i32 {
  if (!(p > 0)) return 0;
  return p < <f64>pixels ? <i32>p : pixels;
}
