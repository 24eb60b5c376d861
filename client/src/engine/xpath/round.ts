// Rounds as JavaRosa does: decimal digits as they are written, halves up.

export function round(value: number, places: number): number {
  if (!Number.isFinite(value)) return value;
  if (Math.abs(places) > 30) return NaN;
  if (places < 0) {
    const size = 10 ** -places;
    return Math.trunc(value / size + 0.5) * size;
  }
  // Shifted as text, so that 1.005 to two places is 1.01 and not what its binary fraction gives.
  const shift = (number: number, by: number): number => {
    const [digits, exponent = 0] = String(number).split("e");
    return Number(`${digits}e${Number(exponent) + by}`);
  };
  return shift(Math.round(shift(value, places)), -places);
}
