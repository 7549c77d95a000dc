import {h, words} from './dom.js';
import {Chart} from './chart.js';
import {Charted} from './charted.js';
import {Catalogue} from './catalogue.js';
import {CATEGORIES, CHARTS, label, present} from './standard-charts.js';
import {Events} from './events.js';
import {HeldOutCharts} from './evaluations.js';
import {RewardHistogram} from './histogram.js';
import {Overlays, overlaid} from './overlays.js';
import {choose, chosen} from './address.js';

const HINT = 'numbers are never smoothed · drag to zoom, double click for all';

export class Training {
  constructor(state) {
    this.state = state;
    this.smoothing = Number(chosen('smooth') ?? sessionStorage.getItem('millrace-smoothing') ?? 2);
    this.slider = h('input', {id: 'smoothing', type: 'range', min: 0, max: 9, value: this.smoothing, oninput: e => this.smooth(Number(e.target.value))});
    this.charted = new Charted();
    this.charts = CHARTS.map(([title, about, metrics, options]) => ({metrics, options, chart: this.chart(title, title, about,
      {known: Array.isArray(metrics) ? metrics.map(label) : [], ...options})}));
    this.added = new Map();
    this.categories = this.chart('Score per category', 'Score per category', 'mean of the headline scorer over each window of time', {time: true, sync: 'time', known: CATEGORIES.map(words)});
    this.heldOut = new HeldOutCharts((title, about, options) => this.chart(title, title, about, options));
    this.histogram = new RewardHistogram(state);
    this.overlays = new Overlays(state, () => this.draw());
    this.events = new Events(state, events => this.charted.mark(events));
    this.catalogue = new Catalogue(state.get, () => [...this.added.keys()], (name, wanted) => wanted ? this.add(name) : this.remove(name));
    this.empty = h('p', {class: 'empty card'}, 'No step yet. Charts appear with the first one.');
    this.own = h('div', {class: 'charts own'});
    this.node = h('div', {class: 'view'},
      h('div', {class: 'head'}, h('h1', null, 'Training'),
        h('div', {class: 'tools'},
          h('label', {for: 'smoothing'}, 'Smoothing'), this.slider, this.overlays.node, this.catalogue.button,
          h('span', {class: 'hint'}, HINT))),
      this.empty, this.own,
      h('div', {class: 'charts'}, this.charts[0].chart.node, this.charts[1].chart.node, this.charts[2].chart.node, this.heldOut.nodes, this.categories.node,
        this.histogram.node, this.charts.slice(3).map(c => c.chart.node)), this.events.node);
    this.windows();
    this.timer = setInterval(() => this.windows(), 5000);
    (chosen('add') || '').split('|').filter(Boolean).forEach(name => this.add(name));
    this.draw();
  }

  /** A chart whose choices are kept. */
  chart(name, title, about, options) {
    return this.charted.add(name, new Chart(title, about, {...options, ...this.charted.options(options.time ? 'times' : 'zoom')}));
  }

  smooth(strength) {
    this.smoothing = strength;
    sessionStorage.setItem('millrace-smoothing', String(strength));
    choose('smooth', String(strength));
    this.draw();
    this.drawWindows();
    this.drawHeldOut();
  }

  /** A chart of one metric, by its name in the catalogue. */
  add(name) {
    if (this.added.has(name)) {
      return;
    }
    const chart = this.chart(name, name, null, {onremove: () => this.remove(name)});
    this.added.set(name, chart);
    this.own.append(chart.node);
    chart.mark(this.events.all);
    this.keepAdded();
    this.describe(name, chart);
    this.draw();
  }

  async describe(name, chart) {
    try {
      this.sentences ||= this.state.get('api/metrics');
      const metric = (await this.sentences).find(each => each.name === name);
      chart.describe(metric?.words || 'no metric of this name is known');
    } catch (e) {
      this.sentences = null;
    }
  }

  remove(name) {
    this.added.get(name)?.node.remove();
    this.added.delete(name);
    this.charted.remove(name);
    this.keepAdded();
    this.charted.keepLog();
  }

  keepAdded() {
    choose('add', [...this.added.keys()].join('|'));
  }

  async windows() {
    try {
      this.seen = await this.state.get('api/windows');
      this.judged = await this.state.get('api/evaluations');
    } catch (e) {
      // the link in the header says it
      return;
    }
    this.drawWindows();
    this.drawHeldOut();
  }

  drawHeldOut() {
    this.heldOut.show(this.judged || [], this.smoothing);
  }

  drawWindows() {
    const series = Object.entries(this.seen?.categories || {}).map(([name, values]) => ({name: words(name), metric: `headline/${name}`, values}));
    this.categories.node.hidden = series.length === 0;
    if (series.length) {
      this.categories.show(this.seen.at.map(t => t / 1000), series, this.smoothing);
    }
  }

  update() {
    this.draw();
  }

  draw() {
    const steps = this.state.steps;
    this.empty.hidden = steps.step.length > 0;
    const wanted = [...this.charts.map(({chart, metrics, options}) => [chart, present(metrics, options, steps.metrics)]),
      ...[...this.added].map(([name, chart]) => [chart, steps.metrics[name] ? [name] : []])];
    for (const [chart, names] of wanted) {
      chart.node.hidden = names.length === 0 && !chart.options.onremove;
      if (names.length) {
        const [x, series] = overlaid(names, steps, this.overlays.runs, label);
        chart.show(x, series, this.smoothing);
      }
    }
  }

  /** The chart after the one that has the focus, or before it. */
  step(by) {
    const boxes = [...this.node.querySelectorAll('.chart .plot')].filter(box => box.checkVisibility());
    const at = boxes.findIndex(box => box.closest('.chart').contains(document.activeElement));
    const next = boxes[Math.max(0, Math.min(boxes.length - 1, at < 0 ? 0 : at + by))];
    next?.focus({preventScroll: true});
    next?.closest('.chart').scrollIntoView({block: 'center'});
  }

  key(name) {
    if (name === 'j' || name === 'k') {
      this.step(name === 'j' ? 1 : -1);
    } else if (name === 'a') {
      // The letter itself is not meant for the search.
      setTimeout(() => this.catalogue.open());
    }
  }

  redraw() {
    this.charted.forget();
    this.draw();
    this.drawWindows();
    this.drawHeldOut();
    this.histogram.redraw();
  }

  close() {
    clearInterval(this.timer);
    this.overlays.close();
    this.events.close();
    this.catalogue.close();
    this.histogram.close();
    this.charted.close();
  }
}
