// Numbers by place: each channel of each value belongs to one pixel of its image, which places name. The gradient of a greatest
// goes there, and unpooling puts values there.

import { LANES, splat, storeLanes } from "../simd";

@unmanaged class ScatterPlacesArgs {
  y: usize; // [n, pixels, channels]
  x: usize; // [n, values, channels]
  places: usize; // [n, values, channels], pixels
  add: i32; // 1: the sum of the values of a place, 0: the last of them
  floats: i32; // 1: places are whole f32, 0: i32
  pixels: i32;
  values: i32;
  channels: i32;
  block: i32;
}

/**
 * y[n, places[n, v, c], c] = x[n, v, c], and 0 where no value goes. A place outside the image takes nothing.
 * One item: `block` channels of an image, or those that are left.
 */
export function scatterPlaces(args: usize, begin: i32, end: i32): void {
  const a = changetype<ScatterPlacesArgs>(args);
  const channels = a.channels, pitch = <usize>channels << 2, block = a.block, blocks = (channels + block - 1) / block;
  for (let item = begin; item < end; item++) {
    const image = item / blocks, first = item % blocks * block, n = min(block, channels - first);
    const y = a.y + (<usize>(image * a.pixels * channels + first) << 2);
    const from = <usize>(image * a.values * channels + first) << 2;
    clear(y, a.pixels, pitch, n);
    if (!a.add) putFloats(y, a.x + from, a.places + from, a.pixels, a.values, pitch, n);
    else if (a.floats) addFloats(y, a.x + from, a.places + from, a.pixels, a.values, pitch, n);
    else addIntegers(y, a.x + from, a.places + from, a.pixels, a.values, pitch, n);
  }
}

/** Zeros in `n` channels of each pixel. */
@inline function clear(y: usize, pixels: i32, pitch: usize, n: i32): void {
  if (<usize>n << 2 == pitch) {
    memory.fill(y, 0, <usize>pixels * pitch);
    return;
  }
  for (let p = 0; p < pixels; p++, y += pitch) {
    let c = 0;
    for (; c <= n - LANES; c += LANES) v128.store(y + (<usize>c << 2), splat(0));
    if (c < n) storeLanes(y + (<usize>c << 2), splat(0), n - c);
  }
}

// Functions of their own: in one, the compiler makes one loop of all again, which asks at every step what to do.

function putFloats(y: usize, x: usize, places: usize, pixels: i32, values: i32, pitch: usize, n: i32): void {
  scatter(false, true, y, x, places, pixels, values, pitch, n);
}

function addFloats(y: usize, x: usize, places: usize, pixels: i32, values: i32, pitch: usize, n: i32): void {
  scatter(true, true, y, x, places, pixels, values, pitch, n);
}

function addIntegers(y: usize, x: usize, places: usize, pixels: i32, values: i32, pitch: usize, n: i32): void {
  scatter(true, false, y, x, places, pixels, values, pitch, n);
}

@inline function scatter(
  add: bool, floats: bool, y: usize, x: usize, places: usize, pixels: i32, values: i32, pitch: usize, n: i32,
): void {
  for (let v = 0; v < values; v++, x += pitch, places += pitch) {
    for (let c: usize = 0; c < <usize>n << 2; c += 4) {
      const place = placeAt(floats, places + c, pixels);
      if (<u32>place >= <u32>pixels) continue;
      const to = y + <usize>place * pitch + c, value = load<f32>(x + c);
      store<f32>(to, add ? load<f32>(to) + value : value);
    }
  }
}

/** The place at an address; one that is no number of a pixel becomes -1. */
@inline function placeAt(floats: bool, at: usize, pixels: i32): i32 {
  if (!floats) return load<i32>(at);
  const place = load<f32>(at);
  return place >= 0 && place < <f32>pixels ? <i32>place : -1;
}

@unmanaged class GatherPlacesArgs {
  y: usize; // [n, values, channels]
  x: usize; // [n, pixels, channels]
  places: usize; // [n, values, channels], whole f32
  pixels: i32;
  values: i32;
  channels: i32;
}

/** y[n, v, c] = x[n, places[n, v, c], c], and 0 for a place outside the image. One item: the channels of one value. */
export function gatherPlaces(args: usize, begin: i32, end: i32): void {
  const a = changetype<GatherPlacesArgs>(args);
  const pitch = <usize>a.channels << 2;
  for (let row = begin; row < end; row++) {
    const image = a.x + <usize>(row / a.values * a.pixels) * pitch;
    const y = a.y + <usize>row * pitch, places = a.places + <usize>row * pitch;
    for (let c: usize = 0; c < pitch; c += 4) {
      const place = placeAt(true, places + c, a.pixels);
      store<f32>(y + c, place < 0 ? 0 : load<f32>(image + <usize>place * pitch + c));
    }
  }
}

@unmanaged class GatherLastArgs {
  y: usize; // [n, values, channels]
  owners: usize; // [n, pixels, channels], i32: to work in
  x: usize; // [n, pixels, channels]
  places: usize; // [n, values, channels], whole f32
  pixels: i32;
  values: i32;
  channels: i32;
  block: i32;
}

/**
 * y[n, v, c] = x[n, places[n, v, c], c] for the last v of a place, 0 for the others and for a place outside: the gradient of
 * scatterPlaces without `add`. One item: `block` channels of an image, or those that are left.
 */
export function gatherLast(args: usize, begin: i32, end: i32): void {
  const a = changetype<GatherLastArgs>(args);
  const channels = a.channels, pitch = <usize>channels << 2, block = a.block, blocks = (channels + block - 1) / block;
  for (let item = begin; item < end; item++) {
    const image = item / blocks, first = item % blocks * block, bytes = <usize>min(block, channels - first) << 2;
    const inside = <usize>(image * a.pixels * channels + first) << 2;
    const from = <usize>(image * a.values * channels + first) << 2;
    const x = a.x + inside, owners = a.owners + inside;
    for (let v = 0, places = a.places + from; v < a.values; v++, places += pitch) {
      for (let c: usize = 0; c < bytes; c += 4) {
        const place = placeAt(true, places + c, a.pixels);
        if (place >= 0) store<i32>(owners + <usize>place * pitch + c, v);
      }
    }
    for (let v = 0, at = from; v < a.values; v++, at += pitch) {
      for (let c: usize = 0; c < bytes; c += 4) {
        const place = placeAt(true, a.places + at + c, a.pixels), offset = <usize>max(place, 0) * pitch + c;
        const owned = place >= 0 && load<i32>(owners + offset) == v;
        store<f32>(a.y + at + c, owned ? load<f32>(x + offset) : 0);
      }
    }
  }
}
