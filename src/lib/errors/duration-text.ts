/** `42 s`, `3 min 20 s`, `2 h`: a duration for people, rounded up to whole seconds. */
export function durationText(seconds: number): string {
  // A tiny excess over a whole second is a rounding error.
  const whole = Math.ceil(seconds - 1e-6);
  if (whole < 60) return `${whole} s`;
  const isShort = whole < 3600;
  const [unit, rest] = isShort ? ['min', `${whole % 60} s`] : ['h', `${Math.floor((whole % 3600) / 60)} min`];
  const text = `${Math.floor(whole / (isShort ? 60 : 3600))} ${unit}`;
  return rest.startsWith('0 ') ? text : `${text} ${rest}`;
}
