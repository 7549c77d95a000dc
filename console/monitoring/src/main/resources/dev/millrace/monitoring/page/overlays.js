import {h} from './dom.js';
import {choose, chosen} from './address.js';

/** Other runs that are drawn beside this one at most; each has no more points than the server gives of one run. */
export const MOST_OTHERS = 5;

/**
 * Other runs to draw beside this one: those on the topic, and those whose metrics lie in files. The choice is in the address
 * as `with`: names of runs, a file's with `file:` before it.
 */
export class Overlays {
  constructor(state, changed) {
    this.state = state;
    this.changed = changed;
    this.runs = [];
    this.list = h('div', {class: 'picks'});
    this.said = h('p', {class: 'hint', role: 'status'});
    this.summary = h('summary', null, 'Compare with');
    this.node = h('details', {class: 'picker', onkeydown: event => this.key(event)}, this.summary, h('div', {class: 'card pop'}, this.list, this.said));
    this.load();
    this.timer = setInterval(() => this.refresh(), 10_000);
  }

  key(event) {
    if (event.key === 'Escape' && this.node.open) {
      event.stopPropagation();
      this.node.open = false;
      this.summary.focus();
    }
  }

  async load() {
    let told;
    try {
      told = await this.state.get('api/runs');
    } catch (e) {
      return;
    }
    this.offered = [...told.topic.map(run => ({key: run, name: run, query: `run=${encodeURIComponent(run)}`, live: true})),
      ...told.files.map(file => ({key: `file:${file}`, name: `${file} (file)`, query: `file=${encodeURIComponent(file)}`}))];
    const wanted = (chosen('with') || '').split('|').filter(Boolean);
    this.list.replaceChildren(...this.offered.map((run, i) => h('label', null, h('input', {type: 'checkbox', name: 'with', value: run.key,
      id: `with-${i}`, checked: wanted.includes(run.key), onchange: () => this.choose()}), run.name)));
    if (!this.offered.length) {
      this.said.textContent = 'No other run is on the topic, and none in the folder page.runs.';
    }
    if (wanted.length) {
      await this.fetch(wanted);
    }
  }

  async choose() {
    const wanted = [...this.list.querySelectorAll('input:checked')].map(input => input.value).slice(0, MOST_OTHERS);
    this.list.querySelectorAll('input').forEach(input => {
      input.checked = wanted.includes(input.value);
    });
    choose('with', wanted.join('|'));
    await this.fetch(wanted);
  }

  /** Reads what is wanted and not there yet; what is not wanted any more goes. */
  async fetch(wanted, again) {
    const runs = [];
    const failed = [];
    for (const run of (this.offered || []).filter(each => wanted.includes(each.key)).slice(0, MOST_OTHERS)) {
      const known = this.runs.find(each => each.key === run.key);
      try {
        runs.push(known && !(again && run.live) ? known : {...run, steps: await this.state.get(`api/history?${run.query}`)});
      } catch (e) {
        failed.push(`${run.name}: ${e.message}`);
      }
    }
    this.runs = runs;
    this.said.textContent = failed.join('; ');
    this.summary.textContent = runs.length ? `Compare with ${runs.map(run => run.name).join(', ')}` : 'Compare with';
    this.changed();
  }

  async refresh() {
    if (this.runs.some(run => run.live)) {
      await this.fetch(this.runs.map(run => run.key), true);
    }
  }

  close() {
    clearInterval(this.timer);
  }
}

/** The steps of this run and of the others on one axis: series of these metrics. */
export function overlaid(names, steps, others, label) {
  if (!others.length) {
    return [steps.step, names.map(name => ({name: label(name), metric: name, values: steps.metrics[name]}))];
  }
  const x = [...new Set([steps.step, ...others.map(run => run.steps.step)].flat())].sort((a, b) => a - b);
  const own = names.map(name => ({name: label(name), metric: name, values: align(x, steps.step, steps.metrics[name])}));
  return [x, [...own, ...others.flatMap(run => names.filter(name => run.steps.metrics[name])
    .map(name => ({name: label(name), metric: name, run: run.name, values: align(x, run.steps.step, run.steps.metrics[name])})))]];
}

/** A column on another axis; where that has a place more there is nothing. */
export function align(x, at, column) {
  const found = new Map(at.map((step, i) => [step, column[i]]));
  return x.map(step => found.has(step) ? found.get(step) : null);
}
