import {h, number, table, clock, morph} from './dom.js';
import {Colours} from './colours.js';
import {smooth, newest} from './smoothing.js';
import {HEIGHT, drawing} from './plot.js';
import {near} from './events.js';
import {csv, json, png, save} from './exporting.js';
import {why} from './explain.js';
import {moved} from './chart-keys.js';

/** By their order, how lines of other runs are dashed where the colour is that of the series. */
const RUN_DASHES = [[5, 4], [2, 3], [9, 4, 2, 4], [12, 4], [1, 5]];

/**
 * A chart with its legend and its table, whose numbers are always as they were recorded: smoothing draws a line more, over
 * a faint one of the values themselves. Series share the x axis; drag zooms, a double click shows all again.
 */
export class Chart {
  /**
   * @param options time: x is seconds since 1970, not a step; floor: 0 where the y axis begins there; exact: never
   *     smoothed; known: names whose colours have their places; sync: charts with one cursor; onzoom, onlog, onhide: told
   *     of what a reader chooses; onremove: the chart can be taken away
   */
  constructor(title, about, options) {
    this.title = title;
    this.about = about;
    this.options = options || {};
    this.colours = new Colours(this.options.known);
    this.runColours = new Colours([]);
    this.series = [];
    this.plot = null;
    this.closed = false;
    this.range = null;
    this.log = false;
    this.hidden = new Set();
    this.events = [];
    this.box = h('div', {class: 'plot', tabindex: '0', role: 'application', 'aria-roledescription': 'chart',
      'aria-label': `${title}. Arrow keys move the cursor, plus and minus zoom, 0 shows all, l is the log axis, s and S save, Enter explains the value.`,
      onkeydown: event => moved(this, event)});
    this.last = h('span', {class: 'last'});
    this.words = h('p', {hidden: !about}, about);
    this.legend = h('ul', {class: 'series-list', 'aria-label': `${title}: newest values`});
    this.details = h('details', {class: 'as-table', ontoggle: () => this.tabulate()}, h('summary', null, 'Table'));
    this.logButton = h('button', {type: 'button', 'aria-pressed': 'false', onclick: () => {
      this.setLog(!this.log);
      this.options.onlog?.(this.log);
    }}, 'Log axis');
    this.node = h('figure', {class: 'chart card', 'data-chart': title},
      h('figcaption', null, h('h3', null, title), this.last, this.options.onremove ? h('button', {type: 'button', class: 'remove', 'aria-label': `Take away the chart ${title}`,
        onclick: () => this.options.onremove()}, '×') : null, this.words),
      this.box, this.legend, h('div', {class: 'chart-tools'}, this.logButton, ...this.exports(), this.details));
    this.size = new ResizeObserver(() => this.resize());
    this.size.observe(this.box);
  }

  exports() {
    const button = (name, what) => h('button', {type: 'button', 'data-save': name, 'aria-label': `Save ${this.title} as ${name}`, onclick: what}, name);
    return [button('CSV', () => save(csv(this), 'text/csv', this.title, 'csv')),
      button('JSON', () => save(json(this), 'application/json', this.title, 'json')),
      button('PNG', async () => save(await png(this), 'image/png', this.title, 'png'))];
  }

  /**
   * Draws; not once it is closed, when an answer may still come: drawings that share a cursor are held for ever.
   *
   * @param x in ascending order
   * @param series each with its name, its values, the metric that it is, and the run it is of where that is another one
   * @param strength of the smoothing
   */
  show(x, series, strength) {
    if (this.closed) {
      return;
    }
    const smoothed = Boolean(strength) && !this.options.exact;
    const key = [smoothed, this.log, ...series.map(one => `${one.name}\n${one.run || ''}`)].join('\n\n');
    const isNew = !this.plot || this.key !== key;
    this.x = x;
    this.series = series;
    this.strength = strength;
    const drawn = this.log ? series.map(one => one.values.map(value => value > 0 ? value : null)) : series.map(one => one.values);
    this.data = [x, ...(smoothed ? drawn : []), ...drawn.map(values => smoothed ? smooth(values, strength) : values)];
    if (isNew) {
      this.key = key;
      this.build(smoothed);
    } else {
      this.plot.setData(this.data);
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
    const style = getComputedStyle(document.documentElement);
    const runs = [...new Set(this.series.map(one => one.run).filter(Boolean))];
    // One metric of several runs: each run has a colour of its own. Several metrics: each has its own, and runs are dashed.
    const byRun = new Set(this.series.map(one => one.name)).size === 1;
    this.looks = this.series.map(one => {
      const {number: place, dash} = byRun && one.run ? this.runColours.of(one.run) : this.colours.of(one.name);
      return {stroke: style.getPropertyValue(`--series-${place}`).trim(),
        dash: one.run ? RUN_DASHES[runs.indexOf(one.run) % RUN_DASHES.length] : dash, width: one.run ? 1.4 : 1.75};
    });
    this.plot = drawing(this, this.box, this.data, smoothed, {cursor: () => this.tell(), zoom: range => this.zoomTo(range, true)});
    this.list(smoothed);
  }

  /** Shows a part of the axis; null shows all. */
  zoomTo(range, told) {
    this.range = range && range[1] > range[0] ? range : null;
    if (this.plot) {
      this.plot.setData(this.data);
    }
    if (told) {
      this.options.onzoom?.(this.range);
    }
  }

  setLog(log) {
    if (this.log !== log) {
      this.log = log;
      this.logButton.setAttribute('aria-pressed', String(log));
      if (this.plot) {
        this.show(this.x, this.series, this.strength);
      }
    }
  }

  /** Marks on the axis: what happened, and when. */
  mark(events) {
    this.events = events;
    this.plot?.redraw();
  }

  describe(about) {
    this.about = about;
    this.words.textContent = about;
    this.words.hidden = false;
  }

  name(x) {
    return this.options.time ? clock(x * 1000) : `step ${x}`;
  }

  label(one) {
    return one.run ? `${one.name}, ${one.run}` : one.name;
  }

  /** The legend's entries; a click on a name hides a line, or shows it again; one on a value explains it. */
  list(smoothed) {
    this.at = h('li', {class: 'at'});
    this.happened = h('li', {class: 'happened'});
    this.values = this.series.map(() => h('b'));
    this.legend.replaceChildren(this.at, ...this.series.map((one, i) => {
      const name = this.label(one);
      this.reveal(i, !this.hidden.has(name), smoothed);
      return h('li', null, h('button', {type: 'button', 'aria-pressed': String(!this.hidden.has(name)), onclick: event => {
        const shown = event.currentTarget.getAttribute('aria-pressed') !== 'true';
        event.currentTarget.setAttribute('aria-pressed', String(shown));
        shown ? this.hidden.delete(name) : this.hidden.add(name);
        this.reveal(i, shown, smoothed);
        this.options.onhide?.();
      }}, h('i', {style: {'--colour': this.looks[i].stroke}, class: one.run ? 'dashed' : null}), name), ' ',
      one.metric && !one.run ? why(this.values[i], one.metric) : this.values[i]);
    }), this.happened);
  }

  reveal(i, shown, smoothed) {
    if (this.plot.series[i + 1].show !== shown) {
      this.plot.setSeries(i + 1, {show: shown});
      if (smoothed) {
        this.plot.setSeries(this.series.length + i + 1, {show: shown});
      }
    }
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
    this.at.textContent = !this.x.length ? '' : isOver ? this.name(this.x[at]) : `newest, ${this.name(this.x[Math.max(0, ...own.map(one => newest(one.values)))])}`;
    this.series.forEach((one, i) => {
      const where = isOver ? at : newest(one.values);
      this.values[i].textContent = number(one.values[where]);
      this.point(this.values[i], where);
    });
    const event = isOver ? near(this.events, this.x[at], this.plot.scales.x.max - this.plot.scales.x.min, this.options.time) : null;
    this.happened.textContent = event ? `▲ ${event.text}` : '';
  }

  /** Says to the button around a value of which step, or of which time, it is. */
  point(value, where) {
    const button = value.parentElement?.dataset;
    if (!button?.explain || where < 0) {
      return;
    }
    if (this.options.time) {
      button.from = Math.round(this.x[where] * 1000);
      button.to = where + 1 < this.x.length ? Math.round(this.x[where + 1] * 1000) : button.from + 600_000;
    } else {
      button.step = this.x[where];
    }
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
      rows.push([this.options.time ? this.name(this.x[i]) : String(this.x[i]), ...this.series.map(one => this.cell(one, i))]);
    }
    const fresh = table(`${this.title}, newest first`, [this.options.time ? 'time' : 'step',
      ...this.series.map(one => this.label(one))], rows);
    old ? morph(old, fresh) : this.details.append(fresh);
  }

  cell(one, i) {
    return one.metric && !one.run && !this.options.time ? why(number(one.values[i]), one.metric, this.x[i]) : number(one.values[i]);
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
    this.closed = true;
    this.size.disconnect();
    if (this.plot) {
      this.plot.destroy();
      this.plot = null;
    }
  }
}
