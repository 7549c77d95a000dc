import {h, number, clock, duration, several, words} from './dom.js';
import {said} from './group-fold.js';

/** Reward, advantage and which of the group an answer is; of equal ones, how many, and how far their numbers lie apart. */
export function verdict({all}) {
  const indices = all.map(t => `#${t.index}`).join(' ');
  const first = all[0];
  const sign = first.advantage > 0 ? 'up' : first.advantage < 0 ? 'down' : 'flat';
  return h('p', {class: 'numbers'}, all.length > 1 ? h('b', {class: 'times', title: `${all.length} equal answers`}, `×${all.length}`) : null, h('span', {class: 'index'}, indices),
    first.dropped ? h('span', {class: 'down'}, 'not trained')
      : [h('span', null, 'reward ', h('strong', null, range(all.map(t => t.reward)))), h('span', {class: sign}, `advantage ${first.advantage > 0 ? '+' : ''}${range(all.map(t => t.advantage))}`)]);
}

function range(values) {
  const told = values.filter(Number.isFinite);
  const low = number(Math.min(...told));
  const high = number(Math.max(...told));
  return !told.length ? '–' : low === high ? low : `${low} to ${high}`;
}

/** What the scorers said, in one order; those that abstained are one chip, which opens. */
export function scores(t, scorers) {
  const told = said(t, scorers);
  const silent = told.filter(x => x.outcome === 'abstained');
  return h('ul', {class: 'scores'},
    told.filter(x => x.outcome !== 'abstained').map(x => h('li', {class: x.outcome, title: x.latency_ms === undefined ? null : `took ${duration(x.latency_ms)}, ${duration(x.after_ms)} after the group opened`},
      h('span', {class: 'scorer'}, words(x.scorer)), ' ', x.outcome === 'scored' ? number(x.value) : `${words(x.outcome)}${x.cause ? `: ${x.cause}` : ''}`,
      x.detail && !ruleMarks(x.detail) ? h('details', null, h('summary', null, 'detail'), h('pre', null, pretty(x.detail))) : null)),
    silent.length ? h('li', {class: 'abstained'}, h('details', null, h('summary', null, `${silent.length} abstained`),
      silent.map(x => h('p', null, h('span', {class: 'scorer'}, words(x.scorer)), x.cause ? ` ${x.cause}` : '')))) : null);
}

/** Marks of rules: an array of {asked, found, holds} or {rule, holds}, or an object of booleans, wherever a scorer put it. */
function ruleMarks(detail) {
  if (!detail || typeof detail !== 'object') {
    return null;
  }
  const list = Array.isArray(detail) ? detail : Array.isArray(detail.rules) ? detail.rules : null;
  if (list) {
    const marks = list.filter(r => r && typeof r === 'object').map(r => [r.asked || r.rule || r.name || JSON.stringify(r), r.holds ?? r.passed ?? r.ok, r.found]);
    return marks.length && marks.every(([, holds]) => typeof holds === 'boolean') ? marks : null;
  }
  const flags = Object.entries(detail).filter(([, holds]) => typeof holds === 'boolean');
  return flags.length ? flags : null;
}

export function marks(t) {
  const all = t.scores.flatMap(x => ruleMarks(x.detail) || []);
  return all.length ? h('ul', {class: 'marks'}, all.map(([rule, holds, found]) => h('li', {class: holds ? 'holds' : 'fails'},
    h('span', {'aria-hidden': 'true'}, holds ? '✓ ' : '✗ '), h('span', {class: 'unseen'}, holds ? 'holds: ' : 'fails: '),
    words(rule), holds || found === undefined ? '' : `, found ${found}`))) : null;
}

/** By whom and how it was sampled, and where its record lies. */
export function timing(t) {
  if (!t.worker) {
    return null;
  }
  const version = t.min_version === t.max_version ? `version ${t.min_version}` : `versions ${t.min_version} to ${t.max_version}`;
  const where = t.offset === undefined ? '' : ` · trajectories-${t.partition}@${t.offset}`;
  const guard = t.guard ? ` · left alone by the reshaper: ${words(t.guard)}` : '';
  return h('p', {class: 'timing'}, `${version} · ${t.worker} · ${clock(t.sampled_at)} · ${several(t.length, t.flow ? 'step' : 'token')} · ${t.finish === 'length' ? 'cut at the limit' : 'ended'} · temperature ${number(t.temperature)}${where}${guard}`);
}

export function flow(t) {
  return t.flow ? h('p', {class: 'timing'}, `${several(t.flow.steps, 'step')}, ${t.flow.trained} trained from step ${t.flow.window_begin}, noise ${number(t.flow.noise_level)}, guidance ${number(t.flow.guidance)}`) : null;
}

export function pretty(value) {
  try {
    return JSON.stringify(typeof value === 'string' ? JSON.parse(value) : value, null, 1);
  } catch (e) {
    return String(value);
  }
}
