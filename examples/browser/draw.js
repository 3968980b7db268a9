// The page's two pictures, in the colours of its style sheet.
const SIDE = 28;

/** Draws the loss of each step so far as a thin line, and their moving average as a strong one. */
export function drawLoss(canvas, losses, steps) {
  const { context, width, height } = prepare(canvas);
  const [left, right, top, bottom] = [34, 4, 6, 20];
  const highest = Math.max(2.5, ...losses.slice(0, 5));
  const y = (loss) => top + (1 - Math.min(loss / highest, 1)) * (height - top - bottom);
  const place = (loss, i) => [left + (i / steps) * (width - left - right), y(loss)];

  context.font = "12px system-ui, sans-serif";
  context.fillStyle = color("faint");
  context.strokeStyle = color("line");
  context.textBaseline = "middle";
  for (const loss of [0, 1, 2]) {
    context.fillText(loss.toFixed(1), 4, y(loss));
    line(context, [place(loss, 0), place(loss, steps)]);
  }
  context.textAlign = "right";
  context.fillText(`${steps} steps`, width - right, height - 8);

  context.strokeStyle = color("accent");
  context.globalAlpha = 0.3;
  line(context, losses.map(place));
  context.globalAlpha = 1;
  context.lineWidth = 2;
  line(context, averaged(losses).map(place));
}

/** Draws digits in rows, each with the network's guess under it; a wrong one says what it should have been. */
export function drawDigits(canvas, { images, guesses, labels }) {
  const columns = canvas.clientWidth < 480 ? 5 : 10;
  const cell = canvas.clientWidth / columns;
  const [size, row] = [cell - 14, cell + 16];
  canvas.style.height = `${row * Math.ceil(labels.length / columns)}px`;
  const { context } = prepare(canvas);
  context.font = "14px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  labels.forEach((label, i) => {
    const [middle, top] = [((i % columns) + 0.5) * cell, Math.floor(i / columns) * row];
    const picture = pictureOf(images.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE));
    context.drawImage(picture, middle - size / 2, top, size, size);
    const right = guesses[i] === label;
    context.fillStyle = color(right ? "accent" : "wrong");
    context.fillText(right ? guesses[i] : `${guesses[i]}, not ${label}`, middle, top + size + 12);
  });
}

/** Prepares a canvas for drawing in CSS pixels, sharp on every screen. */
function prepare(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  const context = canvas.getContext("2d");
  context.scale(devicePixelRatio, devicePixelRatio);
  return { context, width, height };
}

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);

function line(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

/** Each number averaged with those before it, the older the less. */
function averaged(numbers) {
  let mean = numbers[0];
  return numbers.map((number) => (mean += 0.1 * (number - mean)));
}

/** One digit as a picture that a canvas can draw at any size: ink in the page's colour on nothing. */
function pictureOf(pixels) {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext("2d");
  context.fillStyle = color("ink");
  context.fillRect(0, 0, SIDE, SIDE);
  const image = context.getImageData(0, 0, SIDE, SIDE);
  for (let i = 0; i < pixels.length; i++) image.data[4 * i + 3] = pixels[i]; // opacity
  context.putImageData(image, 0, 0);
  return canvas;
}
