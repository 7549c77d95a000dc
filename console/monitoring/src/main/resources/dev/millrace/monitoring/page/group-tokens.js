import {h, number, count} from './dom.js';

/** What is known of each token: title, where it stands in a trajectory, what it is, and whether it has a sign. */
export const FIGURES = [
  ['advantage', 'Advantage', t => t.token_advantages || (t.tokens && Number.isFinite(t.advantage) ? t.tokens.map(() => t.advantage) : null), 'what training adds to it: above 0 more likely, below 0 less', true],
  ['logprobs', 'log p', t => t.logprobs, 'log-probability in nat when it was sampled', false],
  ['entropies', 'Entropy', t => t.entropies, 'entropy in nat of the distribution it was sampled from', false],
  ['strong', 'S', t => t.strong, 'divergence in nat to the view with blackened patches', false],
  ['weak', 'S′', t => t.weak, 'divergence in nat to the view with pixel noise', false],
  ['robust', 'RVD', t => t.robust, 'robust visual dependency, 0 to 1', false],
  ['weights', 'Weight', t => t.weights, 'factor of its advantage that the reshaper chose', false],
  ['versions', 'Version', t => t.versions, 'policy version that sampled it', false]];

const SHOWN = 400;
const ALWAYS = 500;

export function figure(t, name) {
  const values = FIGURES.find(([each]) => each === name)?.[2](t);
  return values && values.length ? values : null;
}

/** The figures that some of these trajectories have. */
export function figuresOf(trajectories) {
  return FIGURES.filter(([name]) => trajectories.some(t => figure(t, name)));
}

/** The range over all answers of a group, so that shades can be compared. */
export function scale(trajectories, name) {
  const values = trajectories.flatMap(t => figure(t, name) || []).filter(Number.isFinite);
  if (name === 'advantage') {
    return {low: 0, high: Math.max(1, ...bounds(values).map(Math.abs))};
  }
  const [low, high] = bounds(values);
  return name === 'robust' ? {low: 0, high: 1} : name === 'logprobs' || name === 'versions' || name === 'weights' ? {low, high} : {low: Math.min(0, low), high};
}

function bounds(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return values.length ? [low, high] : [0, 1];
}

/** How strong the shade of a value is, and which of three it is. What is unlikely is what stands out of log p. */
export function shade(name, value, {low, high}) {
  if (!Number.isFinite(value)) {
    return {kind: 'size', strength: 0};
  }
  if (name === 'advantage') {
    return {kind: value < 0 ? 'minus' : 'plus', strength: Math.min(1, Math.abs(value) / high)};
  }
  const share = high > low ? (value - low) / (high - low) : 0;
  return {kind: 'size', strength: name === 'logprobs' ? 1 - share : share};
}

export function legend(name) {
  const token = (kind, strength, says) => h('span', {class: `token ${kind}`, style: {'--strength': String(strength)}}, says);
  return name === 'advantage' ? h('span', {class: 'legend'}, token('minus', 1, 'less likely'), ' ', token('plus', 1, 'more likely'))
    : name === 'logprobs' ? h('span', {class: 'legend'}, token('size', 0.1, 'expected'), ' ', token('size', 1, 'surprising'))
      : h('span', {class: 'legend'}, token('size', 0.1, 'low'), ' ', token('size', 1, 'high'));
}

/**
 * The tokens of an answer, as a list in which arrow keys move. What is pointed at, touched or reached by a key is told to
 * `ontoken(t, i, isByKey)`.
 */
export class Tokens {
  constructor(t, name, range, ontoken) {
    this.t = t;
    this.ontoken = ontoken;
    this.isWhole = (t.tokens || []).length <= ALWAYS;
    this.id = `tokens-${t.index}`;
    this.at = -1;
    this.list = h('div', {class: 'tokens', role: 'listbox', tabindex: '0', 'aria-label': `tokens of answer ${t.index}`, 'aria-orientation': 'horizontal',
      onmouseover: e => this.point(e, false), onclick: e => this.point(e, false), onkeydown: e => this.key(e), onfocus: () => this.go(Math.max(0, this.at), true)});
    this.more = h('button', {type: 'button', class: 'quiet', onclick: () => this.whole()});
    this.node = h('div', {class: 'answer-text'}, this.list, this.more);
    this.shade(name, range);
  }

  shade(name, range) {
    this.name = name;
    this.range = range;
    const words = this.t.tokens || [];
    if (!words.length) {
      this.node.replaceChildren(h('em', null, this.t.text === undefined ? 'no longer on the topic' : '(empty)'));
      return;
    }
    const values = figure(this.t, name) || [];
    const end = this.isWhole ? words.length : SHOWN;
    const nodes = [];
    for (let i = 0; i < end; i++) {
      const {kind, strength} = shade(name, values[i], range);
      nodes.push(h('span', {class: `token ${kind}`, role: 'option', 'aria-selected': String(i === this.at), id: `${this.id}-${i}`, 'data-i': i, style: {'--strength': strength.toFixed(3)}}, words[i]), ' ');
    }
    this.list.replaceChildren(...nodes);
    this.more.hidden = this.isWhole;
    this.more.textContent = `Show all ${count(words.length)} tokens`;
  }

  whole() {
    this.isWhole = true;
    this.shade(this.name, this.range);
    this.list.focus();
  }

  point(event) {
    const token = event.target.closest?.('.token');
    if (token) {
      this.go(Number(token.dataset.i), false);
    }
  }

  go(i, isByKey) {
    const last = (this.isWhole ? this.t.tokens.length : SHOWN) - 1;
    const next = Math.max(0, Math.min(last, i));
    this.list.querySelector('[aria-selected="true"]')?.setAttribute('aria-selected', 'false');
    this.at = next;
    const token = document.getElementById(`${this.id}-${next}`);
    token?.setAttribute('aria-selected', 'true');
    this.list.setAttribute('aria-activedescendant', `${this.id}-${next}`);
    if (isByKey) {
      token?.scrollIntoView({block: 'nearest'});
    }
    this.ontoken(this.t, next, isByKey);
  }

  /** Goes to a token wherever it stands. */
  reach(i) {
    if (!this.isWhole && i >= SHOWN) {
      this.whole();
    }
    this.at = i;
    this.list.focus();
    this.go(i, true);
  }

  key(event) {
    const by = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10, Home: -Infinity, End: Infinity}[event.key];
    if (by !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.go(this.at + by, true);
    }
  }
}

/** All numbers of one token. */
export class TokenFigures {
  constructor() {
    this.node = h('section', {class: 'token-figures', 'aria-label': 'Numbers of the token', hidden: true});
    this.said = h('p', {class: 'unseen', role: 'status'});
  }

  show(t, i, name, isByKey) {
    this.last = [t, i];
    const known = figuresOf([t]).map(([each, title, values, says]) => [each, title, (values(t) || [])[i], says]);
    this.node.hidden = false;
    this.node.replaceChildren(
      h('p', {class: 'which'}, h('b', null, t.tokens[i]), h('span', null, ` token ${i + 1} of ${count(t.tokens.length)}, answer #${t.index}`)),
      h('dl', null, known.map(([each, title, value, says]) => h('div', {class: each === name ? 'chosen' : null, title: says}, h('dt', null, title), h('dd', null, shown(each, value))))));
    if (isByKey) {
      this.said.textContent = `${t.tokens[i]}: ${known.map(([each, title, value]) => `${title} ${shown(each, value)}`).join(', ')}`;
    }
  }

  /** Marks another of the numbers: that by which tokens are shaded now. */
  shade(name) {
    if (!this.node.hidden) {
      this.show(...this.last, name, false);
    }
  }

  clear() {
    this.node.hidden = true;
    this.said.textContent = '';
  }
}

function shown(name, value) {
  return name === 'versions' ? count(value) : name === 'advantage' && value > 0 ? `+${number(value)}` : number(value);
}
