import {h, words} from './dom.js';
import {Chart, smooth} from './chart.js';

/** Charts in their order: title, what it says, metrics (a name or a test), floor. */
const CHARTS = [
  ['Reward', 'mean composed reward of a step', ['reward'], {}],
  ['Reward per scorer', 'mean of each scorer’s value', name => /^rewards\/.+\/mean$/.test(name), {}],
  ['Spread of rewards', 'mean standard deviation within a group, and groups without any', ['reward_std', 'frac_reward_zero_std'], {floor: 0}],
  ['KL to the reference', 'k3 estimate, nat a token', ['kl'], {floor: 0}],
  ['Entropy', 'nat a token', ['entropy'], {}],
  ['Clip fraction', 'tokens whose ratio was clipped, from below and above', ['clip_ratio/low', 'clip_ratio/high', 'actor/pg_clipfrac'], {floor: 0}],
  ['Gradient norm', 'before clipping', ['actor/grad_norm'], {floor: 0}],
  ['Staleness', 'versions between sampling and training', ['staleness/avg', 'staleness/max'], {floor: 0}],
  ['Length', 'response tokens', ['completions/mean_length'], {floor: 0}],
  ['Time of a step', 'seconds: waiting for groups, forward and backward, publishing weights', ['perf/time_per_step', 'timing_s/wait', 'timing_s/forward_backward', 'timing_s/publish'], {floor: 0}],
  ['Learning rate', null, ['actor/lr'], {floor: 0}],
];

export class Training {
  constructor(state) {
    this.state = state;
    this.smoothing = Number(sessionStorage.getItem('millrace-smoothing') ?? 2);
    this.other = null;
    this.choice = h('select', {id: 'compare', onchange: () => this.compare()}, h('option', {value: ''}, 'no other run'));
    this.slider = h('input', {id: 'smoothing', type: 'range', min: 0, max: 9, value: this.smoothing, oninput: e => {
      this.smoothing = Number(e.target.value);
      sessionStorage.setItem('millrace-smoothing', String(this.smoothing));
      this.draw();
    }});
    this.charts = CHARTS.map(([title, about, metrics, options]) => ({chart: new Chart(title, about, options), metrics}));
    this.categories = new Chart('Accuracy per category', 'mean over each window of time', {time: true, sync: 'time'});
    this.empty = h('p', {class: 'empty card'}, 'No step yet. Charts appear with the first one.');
    this.node = h('div', {class: 'view'},
      h('div', {class: 'head'}, h('h1', null, 'Training'),
        h('div', {class: 'tools'},
          h('label', {for: 'smoothing'}, 'Smoothing'), this.slider,
          h('label', {for: 'compare'}, 'Compare with'), this.choice,
          h('span', {class: 'hint'}, 'drag to zoom, double click for all'))),
      this.empty,
      h('div', {class: 'charts'}, this.charts[0].chart.node, this.charts[1].chart.node, this.categories.node,
        this.charts.slice(2).map(c => c.chart.node)));
    this.runs();
    this.windows();
    this.timer = setInterval(() => this.windows(), 5000);
    this.draw();
  }

  async runs() {
    try {
      const runs = await this.state.get('api/runs');
      for (const run of runs.topic) {
        this.choice.append(h('option', {value: `run=${encodeURIComponent(run)}`}, `${run} (on the topic)`));
      }
      for (const file of runs.files) {
        this.choice.append(h('option', {value: `file=${encodeURIComponent(file)}`}, file));
      }
    } catch (e) {
      // no earlier runs to offer
    }
  }

  async compare() {
    this.other = this.choice.value ? await this.state.get(`api/history?${this.choice.value}`) : null;
    this.draw();
  }

  async windows() {
    try {
      const w = await this.state.get('api/windows');
      const columns = {};
      for (const [name, column] of Object.entries(w.accuracy)) {
        columns[words(name)] = smooth(column, this.smoothing);
      }
      this.categories.node.hidden = Object.keys(columns).length === 0;
      this.categories.show(w.at.map(t => t / 1000), columns);
    } catch (e) {
      // the link in the header says it
    }
  }

  update() {
    this.draw();
  }

  draw() {
    const steps = this.state.steps;
    this.empty.hidden = steps.step.length > 0;
    for (const {chart, metrics} of this.charts) {
      const names = Array.isArray(metrics) ? metrics.filter(n => steps.metrics[n]) : Object.keys(steps.metrics).filter(metrics);
      chart.node.hidden = names.length === 0;
      if (names.length) {
        this.fill(chart, names, steps);
      }
    }
  }

  /** The steps of both runs on one axis. */
  fill(chart, names, steps) {
    const columns = {};
    const ghosts = [];
    if (!this.other) {
      names.forEach(name => {
        columns[label(name)] = smooth(steps.metrics[name], this.smoothing);
      });
      chart.show(steps.step, columns);
      return;
    }
    const x = [...new Set([...steps.step, ...this.other.step])].sort((a, b) => a - b);
    names.forEach(name => {
      columns[label(name)] = align(x, steps.step, smooth(steps.metrics[name], this.smoothing));
    });
    names.forEach(name => {
      if (this.other.metrics[name]) {
        const ghost = `${label(name)}, other run`;
        columns[ghost] = align(x, this.other.step, smooth(this.other.metrics[name], this.smoothing));
        ghosts.push(ghost);
      }
    });
    chart.show(x, columns, ghosts);
  }

  redraw() {
    this.charts.forEach(({chart}) => {
      chart.key = null;
    });
    this.categories.key = null;
    this.draw();
    this.windows();
  }

  close() {
    clearInterval(this.timer);
    this.charts.forEach(({chart}) => chart.close());
    this.categories.close();
  }
}

function label(name) {
  const scorer = /^rewards\/(.+)\/mean$/.exec(name);
  return scorer ? scorer[1] : words(name.replace(/^(actor|completions|timing_s|perf)\//, ''));
}

function align(x, at, column) {
  const found = new Map(at.map((step, i) => [step, column[i]]));
  return x.map(step => found.has(step) ? found.get(step) : null);
}
