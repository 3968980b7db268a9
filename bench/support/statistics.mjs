/** Median, least, and spread: the distance between the quartiles over the median. */
export function statistics(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const quantile = (share) => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (place % 1) * (above - below);
  };
  const median = quantile(0.5);
  return { ms: median, minMs: sorted[0], spread: (quantile(0.75) - quantile(0.25)) / median };
}
