import {h, s, count, rate, number, duration, words, sum, table, moment, arrange, morph} from './dom.js';
import {Chart} from './chart.js';
import {servers} from './servers.js';
import {heldOut} from './evaluations.js';
import {why} from './explain.js';

/** Where the roles stand, for wide and for narrow screens; edges bend through their middle. */
const LAYOUTS = {
  wide: {
    box: [1000, 372], node: [150, 66],
    nodes: {feeder: [90, 110], worker: [340, 110], scorer: [620, 60], streams: [880, 170], learner: [600, 320]},
    edges: {
      'feeder>worker': {label: [215, 74], d: 'M165 110H265'},
      'worker>scorer': {label: [452, 44], d: 'M415 95C470 70 490 60 545 60'},
      'worker>streams': {label: [640, 128], d: 'M415 122C540 172 660 176 805 172'},
      'scorer>streams': {label: [872, 58], d: 'M695 62C780 66 850 90 872 137'},
      'streams>learner': {label: [900, 262], d: 'M880 203C878 270 790 318 675 320'},
      'learner>worker': {label: [318, 262], d: 'M525 320C400 320 345 250 340 143'},
    },
  },
  narrow: {
    box: [380, 590], node: [128, 60],
    nodes: {feeder: [90, 50], worker: [90, 220], scorer: [290, 130], streams: [290, 330], learner: [140, 540]},
    edges: {
      'feeder>worker': {label: [50, 118], d: 'M90 80V190'},
      'worker>scorer': {label: [196, 96], d: 'M154 205C190 190 205 160 226 140'},
      'worker>streams': {label: [196, 246], d: 'M145 250C170 290 190 325 226 330'},
      'scorer>streams': {label: [328, 222], d: 'M290 160V300'},
      'streams>learner': {label: [316, 446], d: 'M290 360C290 440 250 500 190 510'},
      'learner>worker': {label: [130, 372], d: 'M100 510C70 440 66 330 84 250'},
    },
  },
};

export class Overview {
  constructor(state) {
    this.state = state;
    this.wide = window.matchMedia('(min-width: 720px)');
    this.loop = h('div', {class: 'loop card'});
    this.facts = h('div', {class: 'facts'});
    this.servers = h('div', {hidden: true});
    this.heldOut = h('div', {hidden: true});
    this.speed = new Chart('Response tokens a second', null, {time: true, floor: 0, sync: 'time', known: ['tokens']});
    this.reward = new Chart('Reward', 'mean of each step', {known: ['reward']});
    this.table = h('details', {class: 'as-table card', ontoggle: () => this.state.overview && this.update(this.state.overview)}, h('summary', null, 'The loop as a table'));
    this.node = h('div', {class: 'view'}, h('h1', {class: 'quiet'}, 'Overview'), this.loop, this.facts, this.heldOut, this.servers,
      h('div', {class: 'charts two'}, this.reward.node, this.speed.node), this.table);
    this.draw = () => this.drawLoop();
    this.wide.addEventListener('change', this.draw);
    this.drawLoop();
    this.windows();
    this.timer = setInterval(() => this.windows(), 5000);
  }

  async windows() {
    try {
      const w = await this.state.get('api/windows');
      this.speed.show(w.at.map(t => t / 1000), [{name: 'tokens', values: w.tokens}]);
    } catch (e) {
      // the link in the header says it
    }
  }

  drawLoop() {
    const layout = this.wide.matches ? LAYOUTS.wide : LAYOUTS.narrow;
    const [width, height] = layout.box;
    const [w, hgt] = layout.node;
    this.edges = {};
    this.roles = {};
    const svg = s('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img',
      'aria-label': 'The loop: feeder, worker, scorers, streams, learner, and back to the worker. Its numbers are in the table below.'},
    s('defs', null, s('marker', {id: 'tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 11, markerHeight: 11, markerUnits: 'userSpaceOnUse', orient: 'auto'},
      s('path', {d: 'M0 0.5L7.5 4L0 7.5z', class: 'tip'}))));
    for (const [key, edge] of Object.entries(layout.edges)) {
      const path = s('path', {d: edge.d, class: 'edge', 'marker-end': 'url(#tip)'});
      const flow = s('path', {d: edge.d, class: 'flow still'});
      const name = s('text', {x: edge.label[0], y: edge.label[1], class: 'edge-name'});
      const value = s('text', {x: edge.label[0], y: edge.label[1] + 16, class: 'edge-rate'});
      const lag = s('text', {x: edge.label[0], y: edge.label[1] + 31, class: 'edge-lag'});
      svg.append(path, flow, name, value, lag);
      this.edges[key] = {flow, name, value, lag};
    }
    for (const [role, [x, y]] of Object.entries(layout.nodes)) {
      const note = s('text', {x, y: y + 16, class: 'role-note'});
      svg.append(s('rect', {x: x - w / 2, y: y - hgt / 2, width: w, height: hgt, rx: 12, class: `role ${role}`}),
        s('text', {x, y: y - 4, class: 'role-name'}, role === 'scorer' ? 'scorers' : role === 'worker' ? 'workers' : role), note);
      this.roles[role] = note;
    }
    this.loop.replaceChildren(svg);
    if (this.state.overview) {
      this.update(this.state.overview);
    }
  }

  update(o) {
    for (const edge of o.edges) {
      const drawn = this.edges[`${edge.from}>${edge.to}`];
      if (!drawn) {
        continue;
      }
      drawn.name.textContent = edge.topic;
      drawn.value.textContent = `${rate(edge.rate)} /s`;
      drawn.lag.textContent = edge.topic === 'weights'
        ? `staleness ${number(o.step?.metrics['staleness/avg'])}`
        : edge.lag < 0 ? '' : `${count(edge.lag)} behind`;
      drawn.flow.classList.toggle('still', edge.rate === 0);
      drawn.flow.style.setProperty('animation-duration', `${Math.max(0.35, Math.min(4, 6 / (1 + edge.rate))).toFixed(2)}s`);
    }
    const scorers = Object.keys(o.scorer_ms);
    const workers = o.workers.filter(w => o.at - w.seen < 60000).length;
    this.note('feeder', 'prompts');
    this.note('worker', `${workers} · ${rate(o.tokens_per_second)} tokens/s`);
    this.note('scorer', scorerNote(scorers));
    this.note('streams', `${count(o.groups.open)} open · ${duration(o.groups.age_ms)}`);
    this.note('learner', o.step ? `step ${count(o.step.step)}` : 'no step yet');
    const m = o.step?.metrics || {};
    const at = o.step?.step;
    arrange(this.facts, [
      fact('step', why(count(o.step?.step), 'step', at), progress(o.state)),
      fact('reward', why(number(m['reward']), 'reward', at), ['std ', why(number(m['reward_std']), 'reward_std', at)]),
      fact(o.headline, why(number(m[`rewards/${o.headline}/mean`]), `rewards/${o.headline}/mean`, at), 'of the newest step'),
      fact('KL', why(number(m['kl']), 'kl', at), ['entropy ', why(number(m['entropy']), 'entropy', at)]),
      fact('groups', why(count(sum(o.groups.closed)), 'closed/'), ['closed, ', count(o.groups.open), ' open, ', why(count(sum(o.groups.dropped)), 'dropped_groups/'), ' dropped']),
      fact('a step takes', why(duration((m['perf/time_per_step'] ?? NaN) * 1000), 'perf/time_per_step', at),
        ['weights out in ', why(duration((m['timing_s/publish'] ?? NaN) * 1000), 'timing_s/publish', at)])]);
    fillIn(this.heldOut, heldOut(o));
    fillIn(this.servers, servers(o));
    const steps = this.state.steps;
    if (steps.step.length) {
      this.reward.show(steps.step, [{name: 'reward', metric: 'reward', values: steps.metrics['reward'] || steps.step.map(() => null)}]);
    }
    if (this.table.open) {
      const old = this.table.querySelector('.scroll');
      const fresh = table('Topics between the roles', ['topic', 'from', 'to', 'records a second', 'behind'],
        o.edges.map(e => [e.topic, e.from, e.to, rate(e.rate), e.lag < 0 ? '–' : count(e.lag)]));
      old ? morph(old, fresh) : this.table.append(fresh);
    }
  }

  note(role, value) {
    const node = this.roles[role];
    const most = this.wide.matches ? 24 : 21;
    node.textContent = value.length > most ? value.slice(0, most - 1) + '…' : value;
  }

  redraw() {
    this.reward.forget();
    this.speed.forget();
    this.windows();
  }

  close() {
    clearInterval(this.timer);
    this.wide.removeEventListener('change', this.draw);
    this.speed.close();
    this.reward.close();
  }
}

function fact(name, value, note) {
  return h('div', {class: 'fact card', 'data-fact': name}, h('span', {class: 'name'}, words(name)), h('span', {class: 'value'}, value),
    h('span', {class: 'note'}, note));
}

/** How far it is, and for how long it has trained; the clock of a run that is over stands still. */
function progress(state) {
  const trained = `${duration(state.trained_ms)}`;
  return [state.total_steps ? `of ${count(state.total_steps)}` : null,
    state.over ? `trained for ${trained}, ${state.name === 'stopped' ? 'stopped' : 'ended'} at ${moment(state.end)}`
      : state.name === 'stalled' ? `trained for ${trained}, silent since ${moment(state.end)}`
        : state.trained_ms > 0 ? `training for ${trained}` : null].filter(Boolean).join(' · ');
}

/** Two by name, and how many there are besides. */
function scorerNote(names) {
  return names.length === 0 ? 'none heard yet' : names.slice(0, 2).join(', ') + (names.length > 2 ? ` + ${names.length - 2}` : '');
}

/** A card, or nothing where there is nothing to tell. */
function fillIn(place, shown) {
  place.hidden = !shown;
  arrange(place, shown ? [shown] : []);
}
