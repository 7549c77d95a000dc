import {h, count, duration, number, table, words} from './dom.js';
import {align} from './overlays.js';

/** What evaluators have found of held-out prompts; null where nobody evaluates. */
export function heldOut(o) {
  return o.held_out.length === 0 ? null : h('section', {class: 'card'}, h('h2', null, 'Held-out prompts'),
    table('What evaluators have found of prompts that are never trained: from 0 to 1, the mean of the families',
      ['evaluator', 'newest', 'version', 'best', 'of version', 'first', 'judged', 'passed over', 'one takes'],
      o.held_out.map(e => [h('code', null, e.evaluator), number(e.newest.value), count(e.newest.version),
        h('strong', null, number(e.best.value)), count(e.best.version), number(e.first.value), count(e.points), count(e.passed_over),
        duration(e.newest.took_ms)])));
}

/** Curves of held-out results over the steps: one chart of all evaluators, and one of the categories. */
export class HeldOutCharts {
  /** @param chart makes a chart, of a title, what it says, and options */
  constructor(chart) {
    this.values = chart('Held-out result', 'of prompts that are never trained, by evaluator: mean of the families', {exact: true});
    this.categories = chart('Held-out result per category', 'share that was right', {});
    this.nodes = [this.values.node, this.categories.node];
    this.nodes.forEach(node => { node.hidden = true; });
  }

  /** @param curves columns of each evaluator, as api/evaluations has them */
  show(curves, strength) {
    this.nodes.forEach(node => { node.hidden = curves.length === 0; });
    if (curves.length === 0) {
      return;
    }
    const x = [...new Set(curves.flatMap(curve => curve.step))].sort((a, b) => a - b);
    this.values.show(x, curves.map(curve => ({name: curve.evaluator, values: align(x, curve.step, curve.value)})), strength);
    const several = curves.length > 1;
    this.categories.show(x, curves.flatMap(curve => Object.entries(curve.categories).map(([name, values]) => ({
      name: several ? `${words(category(name, curve))}, ${curve.evaluator}` : words(category(name, curve)),
      values: align(x, curve.step, values)}))), strength);
  }
}

/** A category by itself where no other family has one of its name. */
function category(name, curve) {
  const short = name.slice(name.indexOf('/') + 1);
  return Object.keys(curve.categories).filter(other => other.endsWith(`/${short}`)).length > 1 ? name.replace('/', ' ') : short;
}
