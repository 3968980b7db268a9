// Numbers as text; nothing where there is no number.
export const number = (value, digits) => (value == null ? "" : value.toFixed(digits));

export const percent = (value) => (value == null ? "" : `${(value * 100).toFixed(1)} %`);

/** Milliseconds with three significant digits. */
export function milliseconds(value) {
  if (value == null) return "";
  return value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(value))));
}

export const bytes = (value) => (value == null ? "" : `${(value / 2 ** 20).toFixed(1)} MiB`);

export const times = (value) => (value == null ? "" : `${value.toFixed(2)}x`);
