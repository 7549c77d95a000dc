import {h, text, words} from './dom.js';
import {Chart} from './chart.js';
import {HeldOutCharts} from './evaluations.js';

const SCORERS = ['accuracy', 'accuracy_strict', 'format', 'instruction', 'knowledge', 'semantic'];

/** Those of answers, then those of images; a mixed run has most of both. */
const CATEGORIES = ['identify', 'count', 'color', 'attribute', 'position', 'sum', 'largest', 'single_object', 'two_object',
  'counting', 'colors', 'color_attr', 'culture', 'time', 'space', 'biology', 'physics', 'chemistry', 'recolor', 'remove',
  'replace', 'move', 'caption'];

/** Charts in their order: title, what it says, metrics (a name or a test), floor, exact where no smoothing makes sense. */
const CHARTS = [
  ['Reward', 'mean composed reward of a step', ['reward'], {}],
  ['Reward per scorer', 'mean of each scorer’s value', name => /^rewards\/.+\/mean$/.test(name), {known: SCORERS.map(words)}],
  ['Spread of rewards', 'mean standard deviation within a group, and groups without any', ['reward_std', 'frac_reward_zero_std'], {floor: 0}],
  ['KL to the reference', 'k3 estimate, nat a token', ['kl'], {floor: 0}],
  ['Entropy', 'nat a token', ['entropy'], {}],
  ['Clip fraction', 'tokens whose ratio was clipped, from below and above', ['clip_ratio/low', 'clip_ratio/high', 'actor/pg_clipfrac'], {floor: 0}],
  ['Gradient norm', 'before clipping', ['actor/grad_norm'], {floor: 0}],
  ['Staleness', 'versions between sampling and training', ['staleness/avg', 'staleness/max'], {floor: 0, exact: true}],
  ['Length', 'response tokens', ['completions/mean_length'], {floor: 0}],
  ['Time of a step', 'seconds: waiting for groups, forward and backward, publishing weights', ['perf/time_per_step', 'timing_s/wait', 'timing_s/forward_backward', 'timing_s/publish'], {floor: 0}],
  ['Learning rate', null, ['actor/lr'], {floor: 0, exact: true}],
];

const HINT = 'numbers are never smoothed · drag to zoom, double click for all';

export class Training {
  constructor(state) {
    this.state = state;
    this.smoothing = Number(sessionStorage.getItem('millrace-smoothing') ?? 2);
    this.other = null;
    this.choice = h('select', {id: 'compare', onchange: () => this.compare()}, h('option', {value: ''}, 'no other run'));
    this.hint = h('span', {class: 'hint', role: 'status'}, HINT);
    this.slider = h('input', {id: 'smoothing', type: 'range', min: 0, max: 9, value: this.smoothing, oninput: e => {
      this.smoothing = Number(e.target.value);
      sessionStorage.setItem('millrace-smoothing', String(this.smoothing));
      this.draw();
      this.drawWindows();
      this.drawHeldOut();
    }});
    this.charts = CHARTS.map(([title, about, metrics, options]) => ({chart: new Chart(title, about, {known: Array.isArray(metrics) ? metrics.map(label) : [], ...options}), metrics}));
    this.categories = new Chart('Score per category', 'mean of the headline scorer over each window of time', {time: true, sync: 'time', known: CATEGORIES.map(words)});
    this.heldOut = new HeldOutCharts();
    this.empty = h('p', {class: 'empty card'}, 'No step yet. Charts appear with the first one.');
    this.node = h('div', {class: 'view'},
      h('div', {class: 'head'}, h('h1', null, 'Training'),
        h('div', {class: 'tools'},
          h('label', {for: 'smoothing'}, 'Smoothing'), this.slider,
          h('label', {for: 'compare'}, 'Compare with'), this.choice,
          this.hint)),
      this.empty,
      h('div', {class: 'charts'}, this.charts[0].chart.node, this.charts[1].chart.node, this.heldOut.nodes, this.categories.node,
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
    const chosen = this.choice.selectedOptions[0];
    try {
      this.other = this.choice.value ? {...await this.state.get(`api/history?${this.choice.value}`), run: chosen.textContent} : null;
      text(this.hint, HINT);
    } catch (e) {
      this.other = null;
      this.choice.value = '';
      text(this.hint, `not compared: ${e.message}`);
    }
    this.draw();
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
    const series = Object.entries(this.seen?.categories || {}).map(([name, values]) => ({name: words(name), values}));
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
    if (!this.other) {
      chart.show(steps.step, names.map(name => ({name: label(name), values: steps.metrics[name]})), this.smoothing);
      return;
    }
    const x = [...new Set([...steps.step, ...this.other.step])].sort((a, b) => a - b);
    const own = names.map(name => ({name: label(name), values: align(x, steps.step, steps.metrics[name])}));
    const others = names.filter(name => this.other.metrics[name])
      .map(name => ({name: label(name), run: this.other.run, values: align(x, this.other.step, this.other.metrics[name])}));
    chart.show(x, [...own, ...others], this.smoothing);
  }

  redraw() {
    this.charts.forEach(({chart}) => chart.forget());
    this.categories.forget();
    this.heldOut.forget();
    this.draw();
    this.drawWindows();
    this.drawHeldOut();
  }

  close() {
    clearInterval(this.timer);
    this.charts.forEach(({chart}) => chart.close());
    this.categories.close();
    this.heldOut.close();
  }
}

function label(name) {
  const scorer = /^rewards\/(.+)\/mean$/.exec(name);
  return scorer ? words(scorer[1]) : words(name.replace(/^(actor|completions|timing_s|perf)\//, ''));
}

function align(x, at, column) {
  const found = new Map(at.map((step, i) => [step, column[i]]));
  return x.map(step => found.has(step) ? found.get(step) : null);
}
