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
