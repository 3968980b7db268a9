// The program of pictures and sound: every golden picture is decoded, resized and encoded again, sound becomes mel bands; all bits must be
// the same in every runtime, those of pictures Pillow's. Where something can be drawn, what is drawn is read back too.
// cases.mjs is made of tests/golden/pictures.json when the program is put together (../support/project.mjs).
import cases from "./cases.mjs";
import { Hash } from "./hash.mjs";
import { decodePicture, encodePng, logMel, pictureFrom, resample, resizePicture } from "./mediaLibrary.mjs";

const RATE = 8000;

export async function media() {
  const began = now();
  const results = [];
  const wrong = [];
  for (const { name, file, pixels, channels = "as stored", upright = true } of cases.pictures) {
    const picture = decodePicture(bytesOf(file), { name, channels, upright });
    if (!isSame(picture.data, bytesOf(pixels))) wrong.push(name);
    const resized = resizePicture(picture, { width: 9, height: 7 });
    results.push([name, new Hash().add(picture.data).add(resized.data).add(encodePng(resized)).toString()]);
  }
  results.push(["sound", hashOfSound()]);
  wrong.push(...(await drawn()));
  const total = new Hash();
  for (const result of results) total.add(result.join());
  const ended = now();
  return { began, ended, seconds: (ended - began) / 1000, hash: `${results.length} results, ${total}`, results, wrong };
}

/** Milliseconds on a clock that a page shares with its workers. */
const now = () => performance.timeOrigin + performance.now();

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

const isSame = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

/** Sound that no runtime's own sine can change: sawtooths. */
function hashOfSound() {
  const samples = Float32Array.from({ length: RATE }, (_, i) => ((i % 37) / 37 + ((i * i) % 101) / 101) / 2 - 0.5);
  const { data } = logMel(resample(samples, 11_025, RATE), { sampleRate: RATE, size: 200, scale: "slaney" });
  return new Hash().add(data).toString();
}

/** What a page has besides files, where this is a page or its worker: the names of what does not give the pixels that were drawn. */
async function drawn() {
  if (typeof OffscreenCanvas !== "function" || !new OffscreenCanvas(1, 1).getContext("2d")) return [];
  const [width, height] = [5, 4];
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 53) % 256));
  const pixels = new ImageData(data, width, height);
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  const file = encodePng({ width, height, channels: 4, data: new Uint8Array(data) });
  const sources = {
    ImageData: pixels,
    OffscreenCanvas: canvas,
    ImageBitmap: await createImageBitmap(pixels),
    Blob: new Blob([file]),
    Response: new Response(file),
    ...(typeof VideoFrame === "function" && { VideoFrame: new VideoFrame(canvas, { timestamp: 0 }) }),
    ...(typeof document === "object" && { canvas: canvasOf(pixels) }),
  };
  const wrong = [];
  for (const [name, source] of Object.entries(sources)) {
    const picture = await pictureFrom(source, { channels: 4 });
    // A frame of a video may be stored with fewer colours.
    const most = name === "VideoFrame" ? 4 : 0;
    if (picture.width !== width || picture.data.some((value, i) => Math.abs(value - data[i]) > most)) wrong.push(name);
  }
  sources.VideoFrame?.close();
  return wrong;
}

function canvasOf(pixels) {
  const canvas = Object.assign(document.createElement("canvas"), { width: pixels.width, height: pixels.height });
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}
