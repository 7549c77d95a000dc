import {h, number, count} from './dom.js';
import {diff} from './group-diff.js';
import {said, scorersOf} from './group-fold.js';

/** Two answers of a group side by side: what they have in common is faint, what differs is marked; and their numbers. */
export function compared(left, right, group, onclose) {
  const runs = left.tokens?.length && right.tokens?.length ? diff(left.tokens, right.tokens) : null;
  const both = [left, right];
  return h('section', {class: 'compared', 'aria-label': `answers ${left.index} and ${right.index} compared`},
    h('div', {class: 'head'}, h('h3', null, `#${left.index} and #${right.index}`), h('button', {type: 'button', class: 'quiet', onclick: onclose}, 'Close the comparison')),
    h('div', {class: 'pair'}, both.map((t, i) => h('div', {class: 'side'},
      t.image ? h('img', {src: `image/${t.image}`, alt: `drawing ${t.index}`, class: 'pixels'})
        : runs ? h('p', {class: 'tokens'}, runs.filter(run => run.kind === 'same' || run.kind === (i ? 'right' : 'left')).map(run => [run.kind === 'same' ? h('span', {class: 'same'}, run.words.join(' '))
          : h(i ? 'ins' : 'del', null, run.words.join(' ')), ' '])) : h('p', {class: 'empty'}, t.text || 'no longer on the topic')))),
    h('table', null, h('thead', null, h('tr', null, h('th', {scope: 'col'}, ''), both.map(t => h('th', {scope: 'col'}, `#${t.index}`)), h('th', {scope: 'col'}, 'difference'))),
      h('tbody', null, figures(left, right, group).map(([name, a, b]) => h('tr', {class: a === b ? 'equal' : null}, h('th', {scope: 'row'}, name), h('td', null, told(a)), h('td', null, told(b)),
        h('td', null, Number.isFinite(a) && Number.isFinite(b) ? `${b > a ? '+' : ''}${told(b - a)}` : '–'))))));
}

function told(x) {
  return Number.isInteger(x) ? count(x) : number(x);
}

function figures(left, right, group) {
  const scorers = scorersOf(group.trajectories);
  const score = (t, scorer) => said(t, [scorer]).find(x => x.outcome === 'scored')?.value;
  const mean = values => values?.length ? values.reduce((a, b) => a + b, 0) / values.length : undefined;
  return [['reward', left.reward, right.reward], ['advantage', left.advantage, right.advantage], ...scorers.map(scorer => [scorer, score(left, scorer), score(right, scorer)]),
    ['length', left.length, right.length], ['mean log p', mean(left.logprobs), mean(right.logprobs)], ['version', left.max_version, right.max_version]]
    .filter(([, a, b]) => Number.isFinite(a) || Number.isFinite(b));
}
