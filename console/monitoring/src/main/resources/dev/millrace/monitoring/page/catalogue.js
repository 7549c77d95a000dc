import {h} from './dom.js';

/** Rows that are shown at once; a search makes them fewer. */
const MOST_ROWS = 300;

/** The list of all metrics, each with its sentence, from which charts are added. */
export class Catalogue {
  /** @param chosen names that have a chart; changed is told of a name that is added, or taken away */
  constructor(get, chosen, changed) {
    this.get = get;
    this.chosen = chosen;
    this.changed = changed;
    this.all = [];
    this.search = h('input', {id: 'metric-search', type: 'search', placeholder: 'name or words, for instance ratio', autocomplete: 'off', oninput: () => this.list()});
    this.found = h('p', {class: 'hint', role: 'status'});
    this.rows = h('div', {class: 'metric-rows'});
    this.dialog = h('dialog', {class: 'catalogue', 'aria-label': 'Add a chart', onclose: () => this.button.focus()},
      h('button', {type: 'button', class: 'close', 'aria-label': 'Close', onclick: () => this.dialog.close()}, '×'), h('h2', null, 'Add a chart'),
      h('label', {for: 'metric-search'}, 'Search all metrics'), this.search, this.found, this.rows);
    this.button = h('button', {type: 'button', class: 'plain', 'aria-haspopup': 'dialog', onclick: () => this.open()}, 'Add a chart');
  }

  async open() {
    this.dialog.isConnected || document.body.append(this.dialog);
    this.dialog.showModal();
    this.search.focus();
    try {
      this.all = await this.get('api/metrics');
      this.list();
    } catch (e) {
      this.found.textContent = e.message;
    }
  }

  list() {
    const asked = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.all.filter(metric => asked.every(word => `${metric.name} ${metric.words} ${metric.section}`.toLowerCase().includes(word)));
    const recorded = found.filter(metric => metric.recorded);
    this.found.textContent = `${recorded.length} that this run has recorded, ${found.length - recorded.length} that it could`;
    const absent = found.filter(metric => !metric.recorded);
    this.rows.replaceChildren(...this.sections(recorded), ...(absent.length ? [h('details', {open: recorded.length === 0},
      h('summary', null, `${absent.length} that no step of this run has`), this.sections(absent))] : []));
  }

  sections(metrics) {
    const shown = metrics.slice(0, MOST_ROWS);
    return [...new Set(shown.map(metric => metric.section))].map(section => h('fieldset', null, h('legend', null, section),
      shown.filter(metric => metric.section === section).map(metric => this.row(metric))));
  }

  row(metric) {
    const id = `metric-${metric.name}`;
    return h('div', {class: `metric-row${metric.recorded ? '' : ' absent'}`},
      metric.recorded ? h('input', {type: 'checkbox', id, checked: this.chosen().includes(metric.name),
        onchange: event => this.changed(metric.name, event.target.checked)}) : h('span', null, '–'),
      h(metric.recorded ? 'label' : 'span', metric.recorded ? {for: id} : null, h('code', null, metric.name), ' ', metric.words || 'not described',
        metric.recorded ? null : h('em', null, ` (told by ${metric.from})`)));
  }

  close() {
    this.dialog.remove();
  }
}

