/** Numbers as people read them. */

/** `12345.6` as `12,346`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** `1 epoch`, `2 epochs`. */
export function plural(value: number, name: string): string {
  return `${count(value)} ${name}${value === 1 ? "" : "s"}`;
}

/** `0.98765` as `98.8 %`. */
export function percent(value: number, digits: number): string {
  return `${(value * 100).toFixed(digits)} %`;
}

/** Seconds as `0:07`, `1:23`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `epoch  3/20`. */
export function epochName(epoch: number, epochs: number): string {
  return `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;
}

/** `loss 0.1234  accuracy 97.1 %`. */
export function lossText(loss: number, accuracy?: number): string {
  return `loss ${loss.toFixed(4)}${accuracy === undefined ? "" : `  accuracy ${percent(accuracy, 1)}`}`;
}

const BARS = "▁▂▃▄▅▆▇█";

/** Numbers as bars, the least the lowest and the greatest the highest. */
export function sparkline(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const bar = (value: number): string =>
    BARS[most > least ? Math.round(((value - least) / (most - least)) * (BARS.length - 1)) : 0];
  return values.map(bar).join("");
}

/** A path as a shell takes it: in quotes where it must be. */
export function shellWord(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
