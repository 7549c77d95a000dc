/** Steps are whole: there is nothing between two of them. */
export const STEP_INCREMENTS = [1, 2, 5].flatMap(n => [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].map(ten => n * ten)).sort((a, b) => a - b);

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** In seconds, none below one: labels show no fractions. */
export const TIME_INCREMENTS = [1, 2, 5, 10, 15, 30, ...[1, 2, 5, 10, 15, 30].map(n => n * MINUTE),
  ...[1, 2, 3, 6, 12].map(n => n * HOUR), ...[1, 2, 7, 14, 28].map(n => n * DAY)];

/** Labels of ticks that are so far apart, with as many digits as tell each from its neighbours. */
export function numberLabels(ticks, increment) {
  const most = Math.max(...ticks.map(Math.abs));
  if (most < 1e-3) {
    return ticks.map(tick => tick === 0 ? '0' : tick.toExponential(digits(tick, increment)).replace(/\.?0*e/, 'e'));
  }
  const [unit, suffix] = most >= 1e6 ? [1e6, 'M'] : most >= 1e4 ? [1e3, 'k'] : [1, ''];
  const decimals = Math.min(12, Math.max(0, -lastPlace(increment / unit)));
  return ticks.map(tick => tick === 0 ? '0' : `${(tick / unit).toFixed(decimals)}${suffix}`);
}

/** Labels of a log axis: of powers of ten alone; ticks between them have none. */
export function logLabels(ticks) {
  return ticks.map(tick => {
    const power = tick > 0 ? Math.log10(tick) : NaN;
    if (!(Math.abs(power - Math.round(power)) < 1e-6)) {
      return '';
    }
    const whole = Math.round(power);
    return whole >= -2 && whole <= 3 ? String(+(10 ** whole).toFixed(2)) : `1e${whole}`;
  });
}

/** Digits after the first one that a tick needs. */
function digits(tick, increment) {
  return Math.min(12, Math.max(0, Math.floor(Math.log10(Math.abs(tick)) + 1e-9) - lastPlace(increment)));
}

/** The power of ten of the last digit: −1 of 0.5, −2 of 0.25. */
function lastPlace(increment) {
  const place = Math.floor(Math.log10(increment) + 1e-9);
  const mantissa = increment / 10 ** place;
  return Math.abs(mantissa - Math.round(mantissa)) > 1e-6 ? place - 1 : place;
}

/** Labels of times in seconds since 1970: seconds where ticks are closer than a minute, days where there are several. */
export function timeLabels(ticks, increment) {
  const several = ticks.length > 1 && ticks[ticks.length - 1] - ticks[0] >= DAY;
  return ticks.map(tick => {
    const at = new Date(tick * 1000);
    const day = at.toLocaleDateString('en-GB', {day: 'numeric', month: 'short'});
    const time = at.toLocaleTimeString('en-GB').slice(0, increment < MINUTE ? 8 : 5);
    return increment >= DAY ? day : several ? `${day} ${time}` : time;
  });
}

/** The time on the axis from begin to end, both shown; never a range of nothing. */
export function stretched(min, max, margin) {
  return min === max ? [min - margin, max + margin] : [min, max];
}
