import {choose, chosen} from './address.js';

const APART = '|';

function listed(name) {
  return (chosen(name) || '').split(APART).filter(Boolean);
}

/** Charts that are shown together: what a reader has chosen of them is in the address, and comes back from there. */
export class Charted {
  constructor() {
    this.charts = new Map();
  }

  /** Options with which a chart tells its choices here. */
  options(axis) {
    return {onzoom: range => this.zoom(axis, range), onlog: () => this.keepLog(), onhide: () => this.keepHidden()};
  }

  /** Takes a chart in, under a name that stays, and gives it what the address says of it. */
  add(name, chart) {
    this.charts.set(name, chart);
    chart.setLog(listed('log').includes(name));
    listed('hide').filter(each => each.startsWith(`${name}:`)).forEach(each => chart.hidden.add(each.slice(name.length + 1)));
    chart.range = this.range(axis(chart));
    return chart;
  }

  remove(name) {
    this.charts.get(name)?.close();
    this.charts.delete(name);
  }

  range(of) {
    const ends = (chosen(of) || '').split('_').map(Number);
    return ends.length === 2 && ends.every(Number.isFinite) && ends[1] > ends[0] ? ends : null;
  }

  /** All charts of one axis show the same part of it. */
  zoom(of, range) {
    const ends = range ? [Math.floor(range[0]), Math.ceil(range[1])] : null;
    if (ends && ends[1] <= ends[0]) {
      return;
    }
    choose(of, ends ? ends.join('_') : null);
    for (const chart of this.charts.values()) {
      if (axis(chart) === of && String(chart.range) !== String(ends)) {
        chart.zoomTo(ends, false);
      }
    }
  }

  keepLog() {
    choose('log', [...this.charts].filter(([, chart]) => chart.log).map(([name]) => name).join(APART));
  }

  keepHidden() {
    choose('hide', [...this.charts].flatMap(([name, chart]) => [...chart.hidden].map(series => `${name}:${series}`)).join(APART));
  }

  mark(events) {
    this.charts.forEach(chart => chart.mark(events));
  }

  forget() {
    this.charts.forEach(chart => chart.forget());
  }

  close() {
    this.charts.forEach(chart => chart.close());
    this.charts.clear();
  }
}

/** The name of what is zoomed to: steps, or times. */
function axis(chart) {
  return chart.options.time ? 'times' : 'zoom';
}
