import {h, number, count, duration, clock, words, arrange} from './dom.js';

const ORDERS = [['newest', 'Newest'], ['best', 'Best'], ['worst', 'Worst'], ['disputed', 'Most disputed']];
const SHADES = [['advantage', 'Advantage'], ['strong', 'S'], ['weak', 'S′'], ['robust', 'RVD'], ['entropy', 'Entropy']];

export class Groups {
  constructor(state, id) {
    this.state = state;
    this.order = sessionStorage.getItem('millrace-order') || 'newest';
    this.shade = 'advantage';
    this.list = h('ol', {class: 'group-list', 'aria-label': 'Groups'});
    this.detail = h('section', {class: 'group card', 'aria-live': 'polite', 'aria-label': 'The group'});
    this.orders = segments('Order', ORDERS, this.order, value => {
      this.order = value;
      sessionStorage.setItem('millrace-order', value);
      this.load(true);
    });
    this.node = h('div', {class: 'view groups'},
      h('div', {class: 'head'}, h('h1', null, 'Groups'), h('div', {class: 'tools'}, this.orders)),
      h('div', {class: 'split'}, this.list, this.detail));
    this.id = id;
    this.load(!id);
    if (id) {
      this.open(id);
    }
    this.timer = setInterval(() => this.load(false), 3000);
  }

  async load(select) {
    let groups;
    try {
      groups = await this.state.get(`api/groups?order=${this.order}`);
    } catch (e) {
      return;
    }
    this.groups = groups;
    arrange(this.list, groups.map(g => this.row(g)));
    if (!groups.length) {
      this.detail.replaceChildren(h('p', {class: 'empty'}, 'No group has closed yet.'));
    } else if ((select || !this.id) && !this.picked) {
      this.open(groups[0].id);
    }
    if (select) {
      this.picked = false;
      if (groups.length) {
        this.open(groups[0].id);
      }
    }
  }

  row(g) {
    const spread = g.std > 0;
    return h('li', {'data-key': g.id}, h('a', {href: `#/groups/${encodeURIComponent(g.id)}`, 'aria-current': g.id === this.id ? 'true' : null,
      onclick: () => {
        this.picked = true;
      }},
    h('span', {class: 'id'}, g.id.split('/').slice(-2).join('/')),
    h('span', {class: 'category'}, g.category ? words(g.category) : '—'),
    h('span', {class: 'mean'}, number(g.mean)),
    h('span', {class: 'std'}, spread ? `± ${number(g.std)}` : 'all equal'),
    h('span', {class: 'at'}, clock(g.at))));
  }

  async open(id) {
    this.id = id;
    for (const link of this.list.querySelectorAll('a')) {
      const isThis = decodeURIComponent(link.getAttribute('href').slice('#/groups/'.length)) === id;
      isThis ? link.setAttribute('aria-current', 'true') : link.removeAttribute('aria-current');
    }
    try {
      this.show(await this.state.get(`api/group?id=${encodeURIComponent(id)}`));
    } catch (e) {
      this.detail.replaceChildren(h('p', {class: 'empty', role: 'status'}, e.message));
    }
  }

  show(group) {
    this.group = group;
    const p = group.prompt;
    const drawn = group.trajectories.some(t => t.image);
    const has = name => group.trajectories.some(t => values(t, name));
    const shades = SHADES.filter(([name]) => name === 'advantage' || has(name));
    if (!shades.some(([name]) => name === this.shade)) {
      this.shade = 'advantage';
    }
    const shown = [
      h('header', null,
        h('h2', null, group.id),
        h('p', {class: 'meta'}, [
          group.category && words(group.category), p && words(p.task), `closed ${words(group.closed)} after ${duration(group.closed_at - group.opened_at)}`,
          `${group.trajectories.length} of ${group.size} trained on`, `${group.estimator}${group.reshaper === 'none' ? '' : `, ${group.reshaper}`}`,
          `reward ${number(group.reward_mean)} ± ${number(group.reward_std)}`].filter(Boolean).join(' · '))),
      p ? h('div', {class: 'prompt'},
        p.images.map((hash, i) => h('img', {src: `image/${hash}`, alt: `image ${i + 1} of the prompt`, class: 'pixels', loading: 'lazy'})),
        h('div', null, h('p', {class: 'asked'}, p.text),
          p.reference !== null ? h('p', {class: 'reference'}, 'reference: ', h('strong', null, p.reference)) : null,
          p.rules ? h('details', null, h('summary', null, 'Rules'), h('pre', null, pretty(p.rules))) : null))
        : h('p', {class: 'empty'}, 'Its trajectories are no longer on the topic.'),
      drawn ? null : h('div', {class: 'tools'}, segments('Shade tokens by', shades, this.shade, value => {
        this.shade = value;
        this.show(this.group);
      }), legend(this.shade)),
      h('div', {class: drawn ? 'drawings' : 'responses'}, group.trajectories.map(t => drawn ? this.drawing(t) : this.response(t)))];
    this.detail.replaceChildren(...shown.filter(Boolean));
  }

  response(t) {
    return h('article', {class: 'response'},
      h('div', {class: 'tokens'}, tokens(t, this.shade)),
      h('div', {class: 'verdict'}, verdict(t), scores(t)),
      timing(t));
  }

  drawing(t) {
    return h('article', {class: 'drawing'},
      t.image ? h('img', {src: `image/${t.image}`, alt: `drawing ${t.index}`, class: 'pixels', loading: 'lazy'}) : h('p', {class: 'tokens'}, t.text),
      h('div', {class: 'verdict'}, verdict(t), scores(t)), marks(t),
      t.flow ? h('p', {class: 'timing'}, `${t.flow.steps} steps, ${t.flow.trained} trained from step ${t.flow.window_begin}, noise ${number(t.flow.noise_level)}`) : null,
      timing(t));
  }

  key(name) {
    if (name !== 'j' && name !== 'k') {
      return;
    }
    const at = (this.groups || []).findIndex(g => g.id === this.id);
    const next = this.groups?.[Math.max(0, Math.min(this.groups.length - 1, at + (name === 'j' ? 1 : -1)))];
    if (next) {
      this.picked = true;
      location.hash = `#/groups/${encodeURIComponent(next.id)}`;
    }
  }

  update() {}

  redraw() {}

  close() {
    clearInterval(this.timer);
  }
}

function values(t, shade) {
  switch (shade) {
    case 'advantage': return t.token_advantages || (t.tokens ? t.tokens.map(() => t.advantage) : null);
    case 'entropy': return t.entropies && t.entropies.length ? t.entropies : null;
    default: return t[shade] || null;
  }
}

/** Tokens with a shade each: red and green for a sign, one colour for a size. */
function tokens(t, shade) {
  const list = t.tokens || [];
  if (!list.length) {
    return h('em', null, t.text === undefined ? 'no longer on the topic' : '(empty)');
  }
  const shades = values(t, shade) || [];
  const most = shade === 'advantage' ? Math.max(1, ...shades.map(v => Math.abs(v || 0)))
    : Math.max(shade === 'robust' ? 1 : 1e-6, ...shades.map(v => v || 0));
  return list.map((word, i) => {
    const value = shades[i];
    const strength = value === null || value === undefined ? 0 : Math.min(1, Math.abs(value) / most);
    const kind = shade === 'advantage' ? (value < 0 ? 'minus' : 'plus') : 'size';
    const says = [`${words(shade)} ${number(value)}`, t.logprobs ? `log p ${number(t.logprobs[i])}` : null].filter(Boolean).join(', ');
    return [h('span', {class: `token ${kind}`, style: {'--strength': strength.toFixed(3)}, title: says}, word), ' '];
  });
}

function legend(shade) {
  return shade === 'advantage'
    ? h('span', {class: 'legend'}, h('span', {class: 'token minus', style: {'--strength': '1'}}, 'less likely'), ' ',
      h('span', {class: 'token plus', style: {'--strength': '1'}}, 'more likely'))
    : h('span', {class: 'legend'}, h('span', {class: 'token size', style: {'--strength': '0.1'}}, 'low'), ' ',
      h('span', {class: 'token size', style: {'--strength': '1'}}, 'high'));
}

function verdict(t) {
  const sign = t.advantage > 0 ? 'up' : t.advantage < 0 ? 'down' : 'flat';
  return h('p', {class: 'numbers'}, h('span', {class: 'index'}, `#${t.index}`),
    h('span', null, 'reward ', h('strong', null, number(t.reward))),
    h('span', {class: sign}, `advantage ${t.advantage > 0 ? '+' : ''}${number(t.advantage)}`));
}

function scores(t) {
  const told = t.scores.length ? t.scores : Object.entries(t.components).map(([scorer, value]) => ({scorer, value, outcome: 'scored'}));
  return h('ul', {class: 'scores'}, told.map(x => h('li', {class: x.outcome, title: x.latency_ms === undefined ? '' : `took ${duration(x.latency_ms)}, ${duration(x.after_ms)} after the group opened`},
    h('span', {class: 'scorer'}, words(x.scorer)), ' ',
    x.outcome === 'scored' ? number(x.value) : `${words(x.outcome)}${x.cause ? `: ${x.cause}` : ''}`,
    x.detail && !ruleMarks(x.detail) ? h('details', null, h('summary', null, 'detail'), h('pre', null, pretty(x.detail))) : null)));
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

function marks(t) {
  const all = t.scores.flatMap(x => ruleMarks(x.detail) || []);
  return all.length ? h('ul', {class: 'marks'}, all.map(([rule, holds, found]) => h('li', {class: holds ? 'holds' : 'fails'},
    h('span', {'aria-hidden': 'true'}, holds ? '✓ ' : '✗ '), h('span', {class: 'unseen'}, holds ? 'holds: ' : 'fails: '),
    words(rule), holds || found === undefined ? '' : `, found ${found}`))) : null;
}

function timing(t) {
  if (!t.worker) {
    return null;
  }
  const version = t.min_version === t.max_version ? `version ${t.min_version}` : `versions ${t.min_version} to ${t.max_version}`;
  return h('p', {class: 'timing'}, `${version} · ${t.worker} · ${clock(t.sampled_at)} · ${count(t.length)} ${t.flow ? 'steps' : 'tokens'} · ${t.finish === 'length' ? 'cut at the limit' : 'ended'} · temperature ${number(t.temperature)}`);
}

function pretty(value) {
  try {
    return JSON.stringify(typeof value === 'string' ? JSON.parse(value) : value, null, 1);
  } catch (e) {
    return String(value);
  }
}

function segments(name, options, chosen, onchoice) {
  const id = `choice-${name.replaceAll(' ', '-')}`;
  return h('fieldset', {class: 'segments'}, h('legend', {class: 'unseen'}, name), options.map(([value, label]) => h('label', null,
    h('input', {type: 'radio', name: id, value, checked: value === chosen, onchange: () => onchoice(value)}), h('span', null, label))));
}
