import {h, count, duration, clock, number, rate, table, words, sum, moment, arrange} from './dom.js';
import {why} from './explain.js';

export class Health {
  constructor(state) {
    this.state = state;
    this.body = h('div', {class: 'stack'});
    this.letters = h('section', {class: 'card'}, h('h2', null, 'Dead letters'));
    this.node = h('div', {class: 'view'}, h('h1', null, 'Health'), this.body, this.letters);
    this.load();
    this.timer = setInterval(() => this.load(), 3000);
  }

  async load() {
    try {
      const letters = await this.state.get('api/dead-letters');
      const shown = letters.length
        ? table('The newest records that were set aside', ['when', 'record', 'bytes', 'cause'], letters.slice(0, 50).map(l => [clock(l.at), h('code', null, l.source), count(l.bytes), l.cause]))
        : h('p', {class: 'empty'}, 'None. Every record could be read.');
      arrange(this.letters, [h('h2', null, 'Dead letters'), shown]);
    } catch (e) {
      // the link in the header says it
    }
  }

  update(o) {
    arrange(this.body, [alarms(o), workers(o), scorers(o), open(o), ends(o)]);
  }

  redraw() {}

  close() {
    clearInterval(this.timer);
  }
}

function alarms(o) {
  return h('section', {class: 'card'}, h('h2', null, 'Alarms'), o.alarms.length
    ? h('ul', {class: 'alarm-list'}, o.alarms.map(a => h('li', {class: a.severity}, h('strong', null, words(a.name)), ' ', a.text)))
    : h('p', {class: 'empty good'}, o.state.over ? '✓ The run is over; nothing is wrong.' : '✓ Nothing is wrong.'));
}

function workers(o) {
  const newest = o.step?.step ?? 0;
  return h('section', {class: 'card'}, h('h2', null, 'Workers'), o.workers.length
    ? table('Workers and the weights they sample with', ['worker', 'version', 'behind', 'trajectories', 'a second', 'last seen'],
      o.workers.map(w => [w.name, count(w.version), count(Math.max(0, newest - w.version)), count(w.trajectories), rate(w.rate), o.state.over ? moment(w.seen) : `${duration(Math.max(0, o.at - w.seen))} ago`]))
    : h('p', {class: 'empty'}, 'No worker has published yet.'));
}

function scorers(o) {
  const names = [...new Set(Object.keys(o.scores).map(k => k.split('/')[0]))];
  return h('section', {class: 'card'}, h('h2', null, 'Scorers'), names.length
    ? table('Scorers and what they said', ['scorer', 'scored', 'abstained', 'failed', 'takes'],
      names.map(n => [words(n), ...['scored', 'abstained', 'failed'].map(how => why(count(o.scores[`${n}/${how}`] || 0), `scores/${n}/${how}`)), duration(o.scorer_ms[n] ?? NaN)]))
    : h('p', {class: 'empty'}, 'No score yet.'));
}

function open(o) {
  return h('section', {class: 'card'}, h('h2', null, `Open groups: ${count(o.groups.open)}`), o.oldest.length
    ? table('The oldest open groups, and what they wait for', ['group', 'open for', 'trajectories', 'missing scores'],
      o.oldest.slice(0, 15).map(g => [h('code', null, g.id), duration(Math.max(0, (o.state.over ? o.state.end : o.at) - g.since)), `${g.arrived} of ${g.size}`,
        Object.entries(g.missing).map(([name, n]) => `${words(name)} ${n}`).join(', ') || 'none: to be closed']))
    : h('p', {class: 'empty'}, 'None.'));
}

function ends(o) {
  const rows = [
    ...Object.entries(o.groups.closed).map(([how, n]) => [`closed ${words(how)}`, why(count(n), `closed/${how}`), 'groups']),
    ...Object.entries(o.groups.dropped).map(([how, n]) => [`dropped: ${words(how)}`, why(count(n), `dropped_groups/${how}`), 'groups']),
    ...Object.entries(o.accounting.dropped).map(([how, n]) => [`dropped: ${words(how)}`, why(count(n), `dropped/${how}`), 'trajectories']),
    ['scores that came too late', why(count(o.late), 'reward_join/late'), 'scores'], ['records set aside', why(count(o.dead_letters), 'dead_letters'), 'records'],
    ['steps refused, not being finite', count(o.refused), 'steps'],
    ...(o.abandoned_steps || o.accounting.abandoned ? [['abandoned when the learner went back', count(o.abandoned_steps), 'steps'],
      ['taken back with them, to be trained again', count(o.accounting.abandoned), 'trajectories']] : []), ['imbalance', why(count(o.accounting.imbalance), 'accounting/imbalance'), 'trajectories']];
  return h('section', {class: 'card'}, h('h2', null, 'How things ended'), table('Ends of groups and trajectories', ['what', 'number', 'of'], rows));
}
