import {h, number, table, clock, morph} from './dom.js';
import {Colours} from './colours.js';
import {smooth, newest} from './smoothing.js';
import {STEP_INCREMENTS, TIME_INCREMENTS, numberLabels, timeLabels, stretched} from './ticks.js';

const HEIGHT = 172;

/**
 * A chart with its legend and its table, whose numbers are always as they were recorded: smoothing draws a line more, over
 * a faint one of the values themselves. Series share the x axis; drag zooms, a double click shows all again.
 */
export class Chart {
  /**
   * @param options time: x is seconds since 1970, not a step; floor: 0 where the y axis begins there; exact: never
   *     smoothed; known: names whose colours have their places; sync: charts with one cursor
   */
  constructor(title, about, options) {
    this.title = title;
    this.options = options || {};
    this.colours = new Colours(this.options.known);
    this.series = [];
    this.plot = null;
    this.box = h('div', {class: 'plot'});
    this.last = h('span', {class: 'last'});
    this.legend = h('ul', {class: 'series-list', 'aria-label': `${title}: newest values`});
    this.details = h('details', {class: 'as-table', ontoggle: () => this.tabulate()}, h('summary', null, 'Table'));
    this.node = h('figure', {class: 'chart card'},
      h('figcaption', null, h('h3', null, title), this.last, about ? h('p', null, about) : null),
      this.box, this.legend, this.details);
    this.size = new ResizeObserver(() => this.resize());
    this.size.observe(this.box);
  }

  /**
   * Draws.
   *
   * @param x in ascending order
   * @param series each with its name, its values, and the run it is of where that is another one
   * @param strength of the smoothing
   */
  show(x, series, strength) {
    const smoothed = Boolean(strength) && !this.options.exact;
    const key = [smoothed, ...series.map(one => `${one.name}\n${one.run || ''}`)].join('\n\n');
    const isNew = !this.plot || this.key !== key;
    this.x = x;
    this.series = series;
    this.data = [x, ...(smoothed ? series.map(one => one.values) : []),
      ...series.map(one => smoothed ? smooth(one.values, strength) : one.values)];
    if (isNew) {
      this.key = key;
      this.build(smoothed);
    } else {
      const zoomed = this.zoom;
      this.plot.setData(this.data, !zoomed);
      if (zoomed) {
        this.plot.redraw();
      }
    }
    this.tell();
    if (this.details.open) {
      this.tabulate();
    }
  }

  build(smoothed) {
    if (this.plot) {
      this.plot.destroy();
    }
    this.zoom = false;
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue(name).trim();
    const axis = {stroke: colour('--faint'), grid: {stroke: colour('--line'), width: 1},
      ticks: {show: false}, font: '11px system-ui, sans-serif'};
    this.looks = this.series.map(one => {
      const {number: place, dash} = this.colours.of(one.name);
      return {stroke: colour(`--series-${place}`), dash: one.run ? [4, 4] : dash, width: one.run ? 1.25 : 1.75};
    });
    const lines = this.looks.map(look => ({...look, spanGaps: true, points: {show: u => u.data[0].length < 3}}));
    const faint = this.looks.map(look => ({stroke: `${look.stroke}60`, width: 1, spanGaps: true, points: {show: false}}));
    const time = this.options.time === true;
    this.plot = new uPlot({
      width: Math.max(220, this.box.clientWidth), height: HEIGHT,
      scales: {x: {time, range: (u, min, max) => stretched(min, max, time ? 5 : 1)},
        y: {range: (u, min, max) => range(min, max, this.options)}},
      // No line across: charts that share a cursor have scales of their own.
      cursor: {y: false, drag: {x: true, y: false, setScale: true}, points: {size: 6}, sync: {key: this.options.sync || 'steps'}},
      legend: {show: false},
      hooks: {setCursor: [() => this.tell()], setScale: [(u, scale) => {
        if (scale === 'x' && u.data[0].length > 1) {
          const all = u.data[0];
          this.zoom = u.scales.x.min > all[0] || u.scales.x.max < all[all.length - 1];
        }
      }]},
      series: [{}, ...(smoothed ? faint : []), ...lines],
      axes: [{...axis, size: 28, incrs: time ? TIME_INCREMENTS : STEP_INCREMENTS,
        space: (u, i, min, max) => time && max - min >= 86_400 ? 100 : 62,
        values: (u, ticks, i, space, increment) => time ? timeLabels(ticks, increment) : numberLabels(ticks, increment)},
      {...axis, size: 52, values: (u, ticks, i, space, increment) => numberLabels(ticks, increment)}],
    }, this.data, this.box);
    this.list();
  }

  name(x) {
    return this.options.time ? clock(x * 1000) : `step ${x}`;
  }

  /** The legend's entries; a click hides a line, or shows it again. */
  list() {
    this.at = h('li', {class: 'at'});
    this.values = this.series.map(() => h('b'));
    const others = this.series.length;
    this.legend.replaceChildren(this.at, ...this.series.map((one, i) => h('li', null, h('button', {type: 'button', 'aria-pressed': 'true', onclick: event => {
      const shown = event.currentTarget.getAttribute('aria-pressed') !== 'true';
      event.currentTarget.setAttribute('aria-pressed', String(shown));
      this.plot.setSeries(i + 1, {show: shown});
      if (this.plot.series.length > others + 1) {
        this.plot.setSeries(others + i + 1, {show: shown});
      }
    }}, h('i', {style: {'--colour': this.looks[i].stroke}, class: one.run ? 'dashed' : null}),
    one.run ? `${one.name}, ${one.run}` : one.name, ' ', this.values[i]))));
  }

  /** Writes values as they were recorded: those under the cursor, else the newest. */
  tell() {
    const own = this.series.filter(one => !one.run);
    const last = own.length === 1 ? newest(own[0].values) : -1;
    this.last.textContent = last < 0 ? '' : number(own[0].values[last]);
    if (!this.plot || !this.at) {
      return;
    }
    const at = this.plot.cursor.idx;
    const isOver = at !== null && at !== undefined && this.plot.cursor.left >= 0 && at < this.x.length;
    this.at.textContent = !this.x.length ? '' : isOver ? this.name(this.x[at]) : `newest, ${this.name(this.x[this.x.length - 1])}`;
    this.series.forEach((one, i) => {
      this.values[i].textContent = number(one.values[isOver ? at : newest(one.values)]);
    });
  }

  tabulate() {
    const old = this.details.querySelector('.scroll');
    if (!this.details.open || !this.data) {
      old?.remove();
      return;
    }
    const every = Math.max(1, Math.ceil(this.x.length / 60));
    const rows = [];
    for (let i = this.x.length - 1; i >= 0; i -= every) {
      rows.push([this.options.time ? this.name(this.x[i]) : String(this.x[i]), ...this.series.map(one => number(one.values[i]))]);
    }
    const fresh = table(`${this.title}, newest first`, [this.options.time ? 'time' : 'step',
      ...this.series.map(one => one.run ? `${one.name}, ${one.run}` : one.name)], rows);
    old ? morph(old, fresh) : this.details.append(fresh);
  }

  /** Draws anew with the next data, for instance in other colours. */
  forget() {
    this.key = null;
  }

  resize() {
    if (this.plot && this.box.clientWidth > 0 && Math.abs(this.plot.width - this.box.clientWidth) > 1) {
      this.plot.setSize({width: this.box.clientWidth, height: HEIGHT});
    }
  }

  close() {
    this.size.disconnect();
    if (this.plot) {
      this.plot.destroy();
      this.plot = null;
    }
  }
}

function range(min, max, options) {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) {
    return [0, 1];
  }
  const low = options.floor === 0 ? Math.min(0, min) : min;
  const pad = (max - low) * 0.08 || Math.abs(max) * 0.1 || 0.5;
  return [options.floor === 0 && min >= 0 ? 0 : low - pad, max + pad];
}
