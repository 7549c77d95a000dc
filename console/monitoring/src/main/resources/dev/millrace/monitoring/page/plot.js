import {STEP_INCREMENTS, TIME_INCREMENTS, logLabels, numberLabels, timeLabels, stretched} from './ticks.js';
import {drawEvents} from './events.js';

export const HEIGHT = 172;

/**
 * The drawing of a chart: lines over one x axis, a faint one of the values under each that is smoothed, and what happened
 * as marks on the axis.
 *
 * @param chart has series, looks, range (what is zoomed to, or null), log, events and options
 * @param on what the drawing tells: cursor, and zoom with a range
 */
export function drawing(chart, box, data, smoothed, on) {
  const style = getComputedStyle(document.body);
  const colour = name => style.getPropertyValue(name).trim();
  const axis = {stroke: colour('--faint'), grid: {stroke: colour('--line'), width: 1},
    ticks: {show: false}, font: '11px system-ui, sans-serif'};
  // One or two values are no line.
  const lines = chart.looks.map((look, i) => ({...look, spanGaps: true,
    points: {show: () => chart.series[i].values.filter(value => value !== null && value !== undefined).length < 3}}));
  const faint = chart.looks.map(look => ({stroke: `${look.stroke}60`, width: 1, spanGaps: true, points: {show: false}}));
  const time = chart.options.time === true;
  const plot = new uPlot({
    width: Math.max(220, box.clientWidth), height: HEIGHT,
    scales: {x: {time, range: (u, min, max) => chart.range || stretched(min, max, time ? 5 : 1)}, y: yScale(chart)},
    // No line across: charts that share a cursor have scales of their own.
    cursor: {y: false, drag: {x: true, y: false, setScale: false}, points: {size: 6}, sync: {key: chart.options.sync || 'steps'}},
    legend: {show: false},
    hooks: {setCursor: [on.cursor], setSelect: [u => selected(u, on)], draw: [u => drawEvents(u, chart.events, time, colour)]},
    series: [{}, ...(smoothed ? faint : []), ...lines],
    axes: [{...axis, size: 28, incrs: time ? TIME_INCREMENTS : STEP_INCREMENTS,
      space: (u, i, min, max) => time && max - min >= 86_400 ? 100 : 62,
      values: (u, ticks, i, space, increment) => time ? timeLabels(ticks, increment) : numberLabels(ticks, increment)},
    {...axis, size: 52, values: (u, ticks, i, space, increment) => chart.log ? logLabels(ticks) : numberLabels(ticks, increment)}],
  }, data, box);
  plot.over.addEventListener('dblclick', () => on.zoom(null));
  return plot;
}

/** What was dragged over is what is zoomed to; a click is no drag. */
function selected(u, on) {
  const {left, width} = u.select;
  if (width < 4) {
    return;
  }
  on.zoom([u.posToVal(left, 'x'), u.posToVal(left + width, 'x')]);
  u.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
}

function yScale(chart) {
  return chart.log ? {distr: 3, log: 10, range: (u, min, max) => logRange(min, max)}
    : {range: (u, min, max) => range(min, max, chart.options)};
}

/** Whole powers of ten around the values; a scale of nothing is one decade. */
function logRange(min, max) {
  if (!(min > 0) || !(max > 0)) {
    return [0.1, 1];
  }
  const low = 10 ** Math.floor(Math.log10(min) + 1e-9);
  const high = 10 ** Math.ceil(Math.log10(max) - 1e-9);
  return [low, high > low ? high : low * 10];
}

function range(min, max, options) {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) {
    return [0, 1];
  }
  const low = options.floor === 0 ? Math.min(0, min) : min;
  const pad = (max - low) * 0.08 || Math.abs(max) * 0.1 || 0.5;
  return [options.floor === 0 && min >= 0 ? 0 : low - pad, max + pad];
}
