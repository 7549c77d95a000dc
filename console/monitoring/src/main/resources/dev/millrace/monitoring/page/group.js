import {h, number, count, clock, duration, words, segments} from './dom.js';
import {to} from './address.js';
import {dots} from './groups-rewards.js';
import {why} from './explain.js';
import {shownText} from './groups-row.js';
import {isPinned, togglePin} from './groups-pins.js';
import {Tokens, TokenFigures, FIGURES, figure, figuresOf, scale, legend} from './group-tokens.js';
import {fold, scorersOf} from './group-fold.js';
import {verdict, scores, marks, timing, flow, pretty} from './group-answers.js';
import {compared} from './group-compare.js';
import {picture} from './group-images.js';
import {stepsButton} from './group-latents.js';
import {viewsButton} from './group-views.js';
import {commands} from './group-commands.js';

/** Rewards that lie no farther apart make advantages of their noise. */
const NOISE = 0.01;

/** One group, whole. */
export class GroupView {
  constructor(state, {list, step}) {
    this.state = state;
    this.back = list;
    this.step = step;
    this.shade = 'advantage';
    this.figures = new TokenFigures();
    this.body = h('div', {class: 'group-body'});
    this.node = h('article', {class: 'group card', hidden: true, 'aria-label': 'The group'}, h('h1', {class: 'unseen'}, 'A group'), this.body, this.figures.node, this.figures.said);
  }

  async open(id, at, choices) {
    if (this.id === id && this.group) {
      return;
    }
    this.id = id;
    this.choices = choices;
    this.chosen = [];
    this.figures.clear();
    const asked = new URLSearchParams(at ? {id, at} : {id});
    try {
      const group = await this.state.get(`api/group?${asked}`);
      if (this.id === id) {
        this.show(group);
        window.scrollTo(0, 0);
        this.body.querySelector('h2')?.focus({preventScroll: true});
      }
    } catch (e) {
      if (this.id === id) {
        this.group = null;
        this.body.replaceChildren(this.bar(id), h('p', {class: 'empty', role: 'status'}, e.message));
      }
    }
  }

  close() {
    this.id = null;
    this.group = null;
    this.body.replaceChildren();
    this.figures.clear();
  }

  bar(id) {
    return h('nav', {class: 'tools bar-of-group', 'aria-label': 'Groups'},
      h('a', {href: to('groups', null, this.choices)}, '← All groups'),
      h('button', {type: 'button', class: 'quiet', title: 'previous group (k)', onclick: () => this.step(-1)}, '↑ previous'),
      h('button', {type: 'button', class: 'quiet', title: 'next group (j)', onclick: () => this.step(1)}, '↓ next'),
      this.pin = h('button', {type: 'button', class: 'quiet', 'aria-pressed': String(isPinned(this.state.run, 'group', id)), title: 'pin (p)', onclick: () => this.togglePin()}, '★ pin'));
  }

  togglePin() {
    const pinned = togglePin(this.state.run, 'group', this.id, shownText(this.group?.prompt?.text) || this.id);
    this.pin.setAttribute('aria-pressed', String(pinned));
  }

  show(group) {
    this.group = group;
    const all = group.trajectories;
    this.shades = figuresOf(all);
    if (!this.shades.some(([name]) => name === this.shade)) {
      this.shade = this.shades[0]?.[0] || 'advantage';
    }
    this.isDrawn = all.some(t => t.image);
    this.pictures = pictures(group);
    this.scorers = scorersOf(all);
    this.cards = [];
    this.comparison = h('div');
    this.body.replaceChildren(...[this.bar(group.id), this.head(group), drops(group), this.prompt(group), this.isDrawn ? null : this.tools(),
      this.comparison, h('div', {class: this.isDrawn ? 'drawings' : 'responses'}, fold(all).map(answers => this.isDrawn ? this.drawing(answers) : this.answer(answers))),
      commands(group, this.state.run)].filter(Boolean));
  }

  head(group) {
    const p = group.prompt;
    const told = group.trajectories.filter(t => Number.isFinite(t.reward));
    return h('header', null, h('h2', {tabindex: '-1'}, group.id),
      h('p', {class: 'meta'}, [group.category && words(group.category), p && words(p.task), group.opened_at ? `closed ${words(group.closed)} at ${clock(group.closed_at)}, after ${duration(group.closed_at - group.opened_at)}` : `dropped at ${clock(group.closed_at)}`,
        `${told.length} of ${group.size} trained on`, group.estimator && `${group.estimator}${group.reshaper === 'none' ? '' : `, ${group.reshaper}`}`,
        group.offset === undefined ? null : `experience-0@${group.offset}`].filter(Boolean).join(' · ')),
      told.length ? h('p', {class: 'summary'}, dots(group.trajectories.map(t => t.reward)), h('span', null, ' reward ', why(h('strong', null, number(group.reward_mean)), `group:${group.id}`), ` ± ${number(group.reward_std)}`)) : null,
      noise(told),
      group.cut ? h('p', {class: 'warn', role: 'status'}, 'The log was not read to the end in time: scores may be missing here. Open the group again.') : null);
  }

  prompt(group) {
    const p = group.prompt;
    if (!p) {
      return h('p', {class: 'empty'}, 'Its trajectories are no longer on the topic.');
    }
    const asked = p.images.map((hash, i) => ({src: `image/${hash}`, caption: `image ${i + 1} of the prompt`}));
    return h('div', {class: asked.length > 4 ? 'prompt many' : 'prompt'}, asked.map((each, i) => picture(asked, i)),
      h('div', null, h('p', {class: 'asked'}, shownText(p.text)),
        p.reference !== null && p.reference !== undefined ? h('p', {class: 'reference'}, 'reference: ', h('strong', null, p.reference)) : null,
        h('p', null, h('a', {href: to('prompts', group.prompt_id)}, 'This prompt through time →')),
        viewsButton(p),
        p.rules ? h('details', null, h('summary', null, 'Rules'), h('pre', null, pretty(p.rules))) : null));
  }

  tools() {
    const signed = FIGURES.find(([name]) => name === this.shade)?.[1] || '';
    return h('div', {class: 'tools shading'}, segments('Shade tokens by', this.shades.map(([name, title]) => [name, title]), this.shade, name => this.shadeBy(name)), this.legend = h('span', null, legend(this.shade)),
      h('span', {class: 'tools'}, this.least = h('button', {type: 'button', class: 'quiet', onclick: () => this.reach(-1)}, `lowest ${signed}`), this.most = h('button', {type: 'button', class: 'quiet', onclick: () => this.reach(1)}, `highest ${signed}`)));
  }

  shadeBy(name) {
    this.shade = name;
    const range = scale(this.group.trajectories, name);
    this.cards.forEach(card => card.shade(name, range));
    this.figures.shade(name);
    const title = FIGURES.find(([each]) => each === name)[1];
    this.legend.replaceChildren(legend(name));
    this.least.textContent = `lowest ${title}`;
    this.most.textContent = `highest ${title}`;
  }

  /** Goes to the token of the group that has the least, or the most, of what is shaded. */
  reach(sign) {
    let best = null;
    for (const card of this.cards) {
      (figure(card.t, this.shade) || []).forEach((value, i) => {
        if (Number.isFinite(value) && (!best || sign * value > sign * best.value)) {
          best = {card, i, value};
        }
      });
    }
    best?.card.reach(best.i);
  }

  answer(answers) {
    const t = answers.first;
    const card = new Tokens(t, this.shade, scale(this.group.trajectories, this.shade), (each, i, isByKey) => this.figures.show(each, i, this.shade, isByKey));
    this.cards.push(card);
    return h('section', {class: 'response', 'aria-label': `answer ${t.index}`}, h('div', {class: 'verdict'}, verdict(answers), scores(t, this.scorers), this.chooser(t)), card.node, marks(t), timing(t));
  }

  drawing(answers) {
    const t = answers.first;
    const at = this.pictures.findIndex(each => each.index === t.index);
    return h('section', {class: 'drawing', 'aria-label': `drawing ${t.index}`}, at >= 0 ? picture(this.pictures, at) : h('p', {class: 'tokens'}, t.text ?? 'no longer on the topic'),
      h('div', {class: 'verdict'}, verdict(answers), scores(t, this.scorers)), marks(t), flow(t), timing(t), h('div', {class: 'tools'}, this.chooser(t), t.flow && t.image && !t.dropped ? stepsButton(this.state.get, this.group, t) : null));
  }

  chooser(t) {
    return h('button', {type: 'button', class: 'quiet compare', 'aria-pressed': 'false', 'data-compare': t.index, onclick: () => this.choose(t)}, 'compare');
  }

  /** The newest two that were chosen stand side by side. */
  choose(t) {
    this.compare(this.chosen.includes(t) ? this.chosen.filter(each => each !== t) : [...this.chosen, t].slice(-2));
  }

  compare(chosen) {
    this.chosen = chosen;
    for (const button of this.body.querySelectorAll('[data-compare]')) {
      button.setAttribute('aria-pressed', String(this.chosen.some(each => String(each.index) === button.dataset.compare)));
    }
    const isPair = this.chosen.length === 2;
    this.comparison.replaceChildren(...(isPair ? [compared(...this.chosen, this.group, () => this.compare([]))] : this.chosen.length ? [h('p', {class: 'hint', role: 'status'}, `#${this.chosen[0].index} is chosen; choose another one to see them side by side.`)] : []));
    if (isPair) {
      this.comparison.scrollIntoView({block: 'nearest'});
    }
  }

  key(name, event) {
    const act = {j: () => this.step(1), k: () => this.step(-1), Escape: () => this.back(), p: () => this.togglePin(), '[': () => this.reach(-1), ']': () => this.reach(1)}[name];
    if (act && !event.target.closest?.('dialog')) {
      event.preventDefault();
      act();
    }
  }
}

function drops(group) {
  return group.drops?.length ? h('ul', {class: 'dropped-why', 'aria-label': 'What was dropped'}, group.drops.map(d => h('li', null, h('strong', null, d.whole ? 'The whole group' : `${count(d.trajectories)} trajector${d.trajectories === 1 ? 'y' : 'ies'}`),
    d.indices.length && !d.whole ? ` (${d.indices.map(i => `#${i}`).join(' ')})` : '', ` dropped by the ${d.by}: `, h('strong', null, words(d.reason)), d.detail ? `, ${d.detail}` : '', d.version ? `, at version ${d.version}` : '',
    h('small', null, ` ${clock(d.at)} · drops-${d.partition}@${d.offset}`)))) : null;
}

/** Where the rewards hardly differ, the advantages are made of what little there is. */
function noise(told) {
  const rewards = told.map(t => t.reward);
  const apart = Math.max(...rewards) - Math.min(...rewards);
  const most = Math.max(0, ...told.map(t => Math.abs(t.advantage)));
  return told.length > 1 && apart > 0 && apart < NOISE && most > 0.1
    ? h('p', {class: 'warn'}, `These rewards lie ${number(apart)} apart, and advantages of up to ${number(most)} are made of that.`) : null;
}

function pictures(group) {
  return group.trajectories.filter(t => t.image).map(t => ({index: t.index, src: `image/${t.image}`, caption: `drawing #${t.index}${Number.isFinite(t.reward) ? `, reward ${number(t.reward)}` : ''}`}));
}
