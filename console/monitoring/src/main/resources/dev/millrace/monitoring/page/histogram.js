import {h, count, number, several, table, words} from './dom.js';
import {Chart} from './chart.js';
import {choose, chosen} from './address.js';
import {CATEGORIES} from './standard-charts.js';
import {save} from './exporting.js';
import {numberLabels} from './ticks.js';

const HEIGHT = 172;
const LEFT = 52;
const BOTTOM = 24;

/** More rows than these are too thin to be seen: then two bins become one. */
const MOST_ROWS = 32;

/**
 * How often each reward was given, step by step, and the mean of each category: counted by the server from the whole log.
 * That is read when a reader asks for it, and no sooner.
 */
export class RewardHistogram {
  constructor(state) {
    this.state = state;
    this.category = chosen('category') || '';
    this.at = null;
    this.canvas = h('canvas', {'aria-hidden': 'true'});
    this.box = h('div', {class: 'plot heat', tabindex: '0', role: 'application', 'aria-roledescription': 'chart',
      'aria-label': 'Rewards over the steps. Arrow keys move from column to column.', onkeydown: event => this.key(event),
      onpointermove: event => this.point(event), onpointerleave: () => this.show(null)}, this.canvas);
    this.said = h('p', {class: 'heat-said', 'aria-live': 'polite'});
    this.choice = h('select', {id: 'reward-category', onchange: () => this.choose(this.choice.value)}, h('option', {value: ''}, 'all categories'));
    this.details = h('details', {class: 'as-table', ontoggle: () => this.tabulate()}, h('summary', null, 'Table'));
    this.ask = h('button', {type: 'button', class: 'plain', onclick: () => this.start()}, 'Read the rewards of all groups');
    this.shown = h('div', {hidden: true}, this.box, this.said, h('div', {class: 'chart-tools'}, h('label', {for: 'reward-category', class: 'unseen'}, 'Category'), this.choice,
      h('button', {type: 'button', 'aria-label': 'Save the rewards as CSV', onclick: () => save(this.csv(), 'text/csv', 'rewards', 'csv')}, 'CSV'),
      h('button', {type: 'button', 'aria-label': 'Save the rewards as JSON', onclick: () => save(JSON.stringify(this.told, null, 1), 'application/json', 'rewards', 'json')}, 'JSON'),
      h('button', {type: 'button', 'aria-label': 'Save the rewards as PNG', onclick: () => this.canvas.toBlob(blob => save(blob, 'image/png', 'rewards', 'png'))}, 'PNG'),
      this.details));
    this.means = new Chart('Reward per category', 'mean over the steps of a column, of every trajectory with a reward', {known: CATEGORIES.map(words)});
    this.means.node.hidden = true;
    this.node = [h('figure', {class: 'chart card', 'data-chart': 'Rewards over the steps'}, h('figcaption', null, h('h3', null, 'Rewards over the steps'),
      h('p', null, 'how many trajectories got which reward; the darkest of a column is the most frequent')), this.ask, this.shown), this.means.node];
    this.size = new ResizeObserver(() => this.draw());
    this.size.observe(this.box);
    if (chosen('rewards')) {
      this.start();
    }
  }

  start() {
    choose('rewards', '1');
    this.ask.hidden = true;
    this.shown.hidden = false;
    this.said.textContent = 'reading the log…';
    this.load();
    this.timer = setInterval(() => this.load(), 3000);
  }

  choose(category) {
    this.category = category;
    choose('category', category);
    this.load();
  }

  async load() {
    try {
      this.told = coarse(await this.state.get(`api/rewards?category=${encodeURIComponent(this.category)}`));
    } catch (e) {
      this.said.textContent = e.message;
      return;
    }
    const names = Object.keys(this.told.categories);
    if (this.choice.options.length !== names.length + 1) {
      this.choice.replaceChildren(h('option', {value: ''}, 'all categories'), ...names.map(name => h('option', {value: name, selected: name === this.category}, words(name))));
    }
    this.draw();
    this.drawMeans(names);
    this.show(this.at);
    this.tabulate();
  }

  drawMeans(names) {
    const x = [...new Set(names.flatMap(name => this.told.categories[name].step))].sort((a, b) => a - b);
    this.means.node.hidden = x.length === 0;
    if (x.length) {
      this.means.show(x, names.map(name => {
        const {step, mean} = this.told.categories[name];
        const found = new Map(step.map((s, i) => [s, mean[i]]));
        return {name: words(name), values: x.map(s => found.has(s) ? found.get(s) : null)};
      }), 0);
    }
  }

  draw() {
    const told = this.told;
    const scale = devicePixelRatio || 1;
    const width = Math.max(220, this.box.clientWidth);
    this.canvas.width = width * scale;
    this.canvas.height = HEIGHT * scale;
    const pen = this.canvas.getContext('2d');
    pen.scale(scale, scale);
    if (!told?.step.length) {
      return;
    }
    const style = getComputedStyle(document.body);
    const rows = told.bins[0].length;
    const w = (width - LEFT) / told.step.length;
    const hgt = (HEIGHT - BOTTOM) / rows;
    pen.fillStyle = style.getPropertyValue('--series-3').trim();
    told.bins.forEach((bins, column) => bins.forEach((n, bin) => {
      if (n) {
        pen.globalAlpha = 0.15 + 0.85 * n / Math.max(...bins);
        pen.fillRect(LEFT + column * w, (rows - 1 - bin) * hgt, Math.max(1, w - (w > 6 ? 1 : 0)), Math.max(1, hgt - (hgt > 6 ? 1 : 0)));
      }
    }));
    pen.globalAlpha = 1;
    pen.fillStyle = style.getPropertyValue('--faint').trim();
    pen.font = '11px system-ui, sans-serif';
    pen.textAlign = 'right';
    pen.textBaseline = 'middle';
    const high = told.low + rows * told.width;
    const by = increment((high - told.low) / 5);
    const ticks = [...Array(12)].map((_, i) => (Math.ceil(told.low / by - 1e-9) + i) * by).filter(tick => tick <= high);
    numberLabels(ticks, by).forEach((label, i) => {
      pen.fillText(label, LEFT - 6, Math.min(HEIGHT - BOTTOM - 4, Math.max(6, (high - ticks[i]) / told.width * hgt)));
    });
    pen.textBaseline = 'alphabetic';
    pen.textAlign = 'left';
    pen.fillText(count(told.step[0]), LEFT, HEIGHT - 8);
    pen.textAlign = 'right';
    pen.fillText(count(told.step.at(-1) + told.stride - 1), width, HEIGHT - 8);
    if (this.at !== null && this.at < told.step.length) {
      pen.strokeStyle = style.getPropertyValue('--accent').trim();
      pen.strokeRect(LEFT + this.at * w + 0.5, 0.5, Math.max(2, w - 1), HEIGHT - BOTTOM - 1);
    }
  }

  key(event) {
    const by = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (by && this.told?.step.length) {
      const last = this.told.step.length - 1;
      this.show(Math.max(0, Math.min(last, (this.at ?? last) + by)));
      event.preventDefault();
      event.stopPropagation();
    }
  }

  point(event) {
    const inside = event.clientX - this.box.getBoundingClientRect().left - LEFT;
    const n = this.told?.step.length || 0;
    const at = Math.floor(inside / ((Math.max(220, this.box.clientWidth) - LEFT) / n));
    this.show(n && inside >= 0 && at < n ? at : null);
  }

  /** Says a column in words; without one, all of them. */
  show(at) {
    const changed = this.at !== at;
    this.at = at;
    const told = this.told;
    if (!told) {
      return;
    }
    if (changed) {
      this.draw();
    }
    const read = told.failure ? `reading failed: ${told.failure}` : told.read < 1 ? `${Math.round(told.read * 100)} % of the log is read` : '';
    if (at === null || !told.step.length) {
      const all = told.count.reduce((a, b) => a + b, 0);
      this.said.textContent = [several(all, 'reward'), told.stride > 1 ? `${told.stride} steps a column` : 'a column is a step', read].filter(Boolean).join(' · ');
      return;
    }
    const bins = told.bins[at].map((n, bin) => [n, bin]).filter(([n]) => n)
      .map(([n, bin]) => `${count(n)} in ${number(told.low + bin * told.width)}…${number(told.low + (bin + 1) * told.width)}`);
    this.said.textContent = `${this.steps(at)}: ${several(told.count[at], 'reward')}, mean ${number(told.mean[at])}: ${bins.join(', ')}`;
  }

  steps(at) {
    const first = this.told.step[at];
    return this.told.stride > 1 ? `steps ${first} to ${first + this.told.stride - 1}` : `step ${first}`;
  }

  tabulate() {
    this.details.querySelector('.scroll')?.remove();
    if (this.details.open && this.told) {
      const last = this.told.step.length - 1;
      this.details.append(table('Rewards, newest first', ['steps', 'rewards', 'mean'], this.told.step.map((s, i) => last - i).slice(0, 100)
        .map(i => [this.steps(i), count(this.told.count[i]), number(this.told.mean[i])])));
    }
  }

  csv() {
    const {step, low, width, bins, count: counts, mean} = this.told;
    const heads = (bins[0] || []).map((n, bin) => `from_${low + bin * width}`);
    return [['first_step', 'rewards', 'mean', ...heads], ...step.map((s, i) => [s, counts[i], mean[i], ...bins[i]])].map(row => row.join(',')).join('\n') + '\n';
  }

  redraw() {
    this.means.forget();
    this.draw();
    if (this.told) {
      this.drawMeans(Object.keys(this.told.categories));
    }
  }

  close() {
    clearInterval(this.timer);
    this.size.disconnect();
    this.means.close();
  }
}

/** The same counts in bins that can be seen: each begins at a multiple of its width. */
function coarse(told) {
  while (told.bins.length && told.bins[0].length > MOST_ROWS) {
    const isOdd = Math.abs(Math.round(told.low / told.width)) % 2;
    told.low -= isOdd * told.width;
    told.width *= 2;
    told.bins = told.bins.map(bins => {
      const from = isOdd ? [0, ...bins] : bins;
      return from.filter((n, i) => i % 2 === 0).map((n, i) => n + (from[2 * i + 1] || 0));
    });
  }
  return told;
}

/** The next of 1, 2, 5, 10, … */
function increment(least) {
  const ten = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map(n => n * ten).find(n => n >= least);
}
