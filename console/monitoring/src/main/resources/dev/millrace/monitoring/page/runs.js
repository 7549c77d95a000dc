import {h, count, duration, moment, number, table, arrange} from './dom.js';
import {choose, chosen, to} from './address.js';
import {MOST_OTHERS} from './overlays.js';

/** What a state means, for whoever does not know our words. */
const STATES = {
  live: 'steps or counts came of late',
  finished: 'it has made its last step',
  stopped: 'its learner was stopped on purpose',
  stalled: 'silent and not finished, while somebody is in its groups',
  failed: 'silent and not finished, and nobody is in its groups',
  'not begun': 'no step is on the topic',
  file: 'its metrics lie in a file',
};

/** The runs of the cluster: how each stands, what made it, and in what two or more of them differ. */
export class Runs {
  constructor(state) {
    this.state = state;
    this.picked = (chosen('runs') || '').split('|').filter(Boolean);
    this.told = new Map();
    this.list = h('section', {class: 'card runs-table'}, h('h2', null, 'Runs under this prefix'), h('p', {class: 'empty'}, 'asking the broker…'));
    this.detail = h('section', {class: 'card', 'aria-live': 'polite', hidden: true});
    this.node = h('div', {class: 'view runs'}, h('h1', null, 'Runs'), this.list, this.detail);
    this.load();
    this.timer = setInterval(() => this.load(), 10_000);
    this.compare();
  }

  async load() {
    try {
      this.runs = await this.state.get('api/cluster');
    } catch (e) {
      arrange(this.list, [h('h2', null, 'Runs under this prefix'), h('p', {class: 'empty', role: 'status'}, e.message)]);
      return;
    }
    this.draw();
  }

  draw() {
    arrange(this.list, [h('div', {class: 'head'}, h('h2', null, 'Runs under this prefix'), this.links()),
      table('The runs of this cluster, then those of files; tick some to see what made them and how they differ',
        ['', 'run', 'state', 'step', 'reward', 'trained for', 'first step', 'newest step'], this.runs.map(run => this.row(run)))]);
  }

  row(run) {
    const key = keyOf(run);
    return [h('input', {type: 'checkbox', 'aria-label': `Compare ${key}`, checked: this.picked.includes(key), onchange: event => this.pick(key, event.target.checked)}),
      h('span', {class: run.here ? 'here' : null}, run.run, run.here ? ' (this page)' : run.file ? ' (file)' : ''),
      h('span', {class: `run-state ${run.state.replaceAll(' ', '-')}`, title: STATES[run.state] || ''}, run.state),
      run.step === undefined ? '–' : `${count(run.step)}${run.total_steps ? ` of ${count(run.total_steps)}` : ''}`,
      number(run.reward), run.trained_ms ? duration(run.trained_ms) : '–',
      run.first_at ? moment(run.first_at) : '–', run.at ? moment(run.at) : '–'];
  }

  /** Leads to the charts with what is ticked. */
  links() {
    const others = this.picked.filter(key => !this.runs.some(run => run.here && keyOf(run) === key)).slice(0, MOST_OTHERS);
    return others.length ? h('a', {href: to('training', null, {with: others.join('|')})}, `Charts with ${others.join(', ')}`)
      : h('span', {class: 'hint'}, 'tick runs to compare them');
  }

  pick(key, wanted) {
    this.picked = wanted ? [...this.picked, key].slice(-MOST_OTHERS - 1) : this.picked.filter(each => each !== key);
    choose('runs', this.picked.join('|'));
    this.draw();
    this.compare();
  }

  async compare() {
    this.detail.hidden = this.picked.length === 0;
    const picked = this.picked;
    for (const key of picked) {
      if (!this.told.has(key)) {
        const [what, name] = key.startsWith('file:') ? ['file', key.slice(5)] : ['run', key];
        try {
          this.told.set(key, await this.state.get(`api/run?${what}=${encodeURIComponent(name)}`));
        } catch (e) {
          this.told.set(key, {facts: {}, records: [], note: e.message});
        }
      }
    }
    if (picked === this.picked && picked.length) {
      this.show(picked.map(key => [key, this.told.get(key)]));
    }
  }

  show(runs) {
    const heads = ['', ...runs.map(([key]) => key)];
    const settings = runs.filter(([, told]) => told.settings);
    this.detail.replaceChildren(...[
      h('h2', null, runs.length > 1 ? 'Differences' : 'What made it'),
      ...runs.filter(([, told]) => told.note).map(([key, told]) => h('p', {class: 'empty'}, `${key}: ${told.note}`)),
      differences('Facts from the log', heads, runs.map(([, told]) => told.facts), runs.length > 1),
      settings.length ? differences(`Settings, from ${settings.map(([key, told]) => `${key}: ${told.settings_file}`).join(', ')}`, heads,
        runs.map(([, told]) => told.settings || {}), runs.length > 1)
        : h('p', {class: 'hint'}, 'No file of settings lies in a folder of that name under page.runs.'),
      ...runs.filter(([, told]) => told.records.length).map(([key, told]) => table(`Where ${key} says so`, ['record', 'what'],
        told.records.map(each => [h('code', null, each.record), each.what])))].filter(Boolean));
  }

  update() {}

  redraw() {}

  close() {
    clearInterval(this.timer);
  }
}

function keyOf(run) {
  return run.file ? `file:${run.run}` : run.run;
}

/** A row for each name; of several runs those that differ stand first, and the others fold. */
function differences(caption, heads, all, isSeveral) {
  const names = [...new Set(all.flatMap(each => Object.keys(each)))];
  if (!names.length) {
    return null;
  }
  const row = name => [name, ...all.map(each => short(each[name]))];
  if (!isSeveral) {
    return table(caption, heads, names.map(row));
  }
  const differ = names.filter(name => new Set(all.map(each => each[name] ?? '')).size > 1);
  const same = names.filter(name => !differ.includes(name));
  return h('div', null, differ.length ? table(`${caption}: ${count(differ.length)} that ${differ.length === 1 ? 'differs' : 'differ'}`, heads, differ.map(row)) : h('p', {class: 'good'}, `✓ ${caption}: no difference`),
    same.length ? h('details', {class: 'as-table'}, h('summary', null, `${count(same.length)} that ${same.length === 1 ? 'is' : 'are'} the same`), table(caption, heads, same.map(row))) : null);
}

/** A digest by its beginning, which is enough to tell two apart. */
function short(value) {
  return value === undefined ? '–' : /^[0-9a-f]{64}$/.test(value) ? h('code', {title: value}, `${value.slice(0, 12)}…`) : value;
}
