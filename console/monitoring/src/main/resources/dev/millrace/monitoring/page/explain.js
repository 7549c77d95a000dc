import {h, number, count, moment, table} from './dom.js';
import {choose, chosen, to} from './address.js';

/**
 * A number that says where it comes from: a button around it, which opens the explanation.
 *
 * @param shown the number, as text or as an element
 * @param metric its name in the catalogue of metrics
 * @param step of which it is; without one the newest, or the count since the run began
 */
export function why(shown, metric, step) {
  return h('button', {type: 'button', class: 'why', 'data-explain': metric, 'data-step': step ?? null, 'aria-haspopup': 'dialog',
    title: 'Where does this number come from?'}, shown);
}

/** One dialog for the page; whatever has `data-explain` opens it. */
export class Explain {
  constructor(get) {
    this.get = get;
    this.body = h('div', {class: 'explained'});
    this.dialog = h('dialog', {class: 'explain', 'aria-label': 'Where this number comes from', onclose: () => choose('explain', null)},
      h('button', {type: 'button', class: 'close', 'aria-label': 'Close', onclick: () => this.dialog.close()}, '×'), this.body);
    document.body.append(this.dialog);
    document.addEventListener('click', event => {
      const asked = event.target.closest?.('[data-explain]');
      if (asked) {
        const {explain, step, from, to: until} = asked.dataset;
        this.open(explain, step, from, until);
      }
    });
    this.dialog.addEventListener('click', event => {
      // A click beside it, or a link that leads elsewhere.
      if (event.target === this.dialog || event.target.closest?.('a[href^="#"]')) {
        this.dialog.close();
      }
    });
  }

  /** Opens what the address asks for, if it does and is not open: METRIC or METRIC@STEP. */
  restore() {
    const asked = chosen('explain');
    if (asked && !this.dialog.open) {
      const at = asked.lastIndexOf('@');
      at > 0 ? this.open(asked.slice(0, at), asked.slice(at + 1)) : this.open(asked);
    }
  }

  async open(metric, step, from, until) {
    const query = new URLSearchParams({metric});
    if (from !== undefined) {
      query.set('from', from);
      query.set('to', until);
    } else if (step !== undefined) {
      query.set('step', step);
    }
    this.body.replaceChildren(h('h2', null, metric), h('p', {class: 'empty', role: 'status'}, 'reading the log…'));
    if (!this.dialog.open) {
      this.dialog.showModal();
    }
    if (from === undefined) {
      choose('explain', step === undefined ? metric : `${metric}@${step}`);
    }
    const asked = this.asked = `${query}`;
    let told;
    try {
      told = await this.get(`api/explain?${query}`);
    } catch (e) {
      told = null;
      this.body.replaceChildren(h('h2', null, metric), h('p', {class: 'empty', role: 'status'}, e.message));
    }
    if (told && asked === this.asked) {
      this.body.replaceChildren(...explanation(told));
    }
  }
}

function explanation(told) {
  return [
    h('h2', null, told.metric, told.step === undefined ? null : h('span', {class: 'of-step'}, ` of step ${count(told.step)}`)),
    told.value === undefined ? h('p', {class: 'empty'}, 'The log holds no such number here.') : h('p', {class: 'number'}, h('strong', null, Number.isInteger(told.value) ? count(told.value) : number(told.value)),
      h('code', {title: 'as it stands in the log'}, String(told.value))),
    h('p', null, told.words || 'Nobody has described this metric.'),
    told.from ? h('p', {class: 'meta'}, `told by ${told.from}`, told.prometheus ? [' · in Prometheus ', h('code', null, told.prometheus)] : null) : null,
    told.formula ? h('section', null, h('h3', null, 'How it is made'), h('p', {class: 'formula'}, told.formula), again(told)) : null,
    told.note ? h('p', {class: 'note'}, told.note) : null,
    records(told),
    told.command ? h('section', null, h('h3', null, 'The same in a terminal'), h('pre', null, told.command)) : null,
  ].filter(Boolean);
}

/** Two ways to the same number agree but for the order in which they add up. */
function again(told) {
  if (told.again === undefined || told.again === null) {
    return null;
  }
  const same = Math.abs(told.again - told.value) <= 1e-9 * Math.max(1, Math.abs(told.value));
  return h('p', {class: same ? 'good' : 'bad'}, same ? `✓ Calculated again from the records below: ${told.again}` :
    `✗ Calculated again from the records below it is ${told.again}, and the log says ${told.value}`);
}

function records(told) {
  if (!told.evidence.length) {
    return null;
  }
  const more = told.records > told.evidence.length ? `, the first ${count(told.evidence.length)} of ${count(told.records)}` : '';
  return h('section', null, h('h3', null, 'Records'), table(`Where it stands in the log: topic-partition@offset${more}`, ['record', 'when', 'what it says'],
    told.evidence.map(each => [h('code', null, each.record), moment(each.at),
      [each.group ? [h('a', {href: to('groups', each.group)}, each.group), ': '] : null, each.what]])));
}
