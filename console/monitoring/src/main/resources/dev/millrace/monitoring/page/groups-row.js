import {h, number, count, clock, words} from './dom.js';
import {dots} from './groups-rewards.js';
import {to} from './address.js';

/** The columns of the table: title, the order it sorts by, and its class. */
export const COLUMNS = [
  ['', null, 'c-image'], ['Prompt', 'prompt', 'c-prompt'], ['Rewards', null, 'c-dots'], ['Mean', 'reward', 'c-mean'], ['Spread', 'spread', 'c-std'],
  ['Right', 'right', 'c-right'], ['Category', 'category', 'c-category'], ['Task', 'task', 'c-task'], ['Version', 'version', 'c-version'], ['Closed', 'closed', 'c-closed']];

export function shownText(text) {
  return (text || '').replaceAll('<image>', '').trim();
}

function thumbnail(row, find) {
  const images = row.images?.length ? row.images : row.drawn || [];
  const box = h('span', {class: `c-image n${Math.min(4, images.length)}`, role: 'gridcell'},
    images.slice(0, 4).map(hash => h('img', {src: `image/${hash}`, alt: '', class: 'pixels', loading: 'lazy', decoding: 'async'})));
  if (!images.length && row.task && row.task !== 'understanding' && row.offset !== undefined) {
    find(row, box);
  }
  return box;
}

function closed(row) {
  const lost = row.size - (row.survivors || 0);
  const why = [...new Set(row.drops.map(d => words(d.reason)))].join(', ');
  const state = row.closed === 'dropped' ? 'dropped' : row.closed === 'partial' ? `${count(lost)} missing` : 'complete';
  return h('span', {class: `c-closed ${row.closed}`, role: 'gridcell'},
    h('b', null, state), row.deadline ? h('i', null, 'deadline') : null,
    h('small', null, why || clock(row.at)));
}

function versions(row) {
  return row.max_version === undefined ? '–' : row.min_version === row.max_version ? count(row.max_version) : `${count(row.min_version)}–${count(row.max_version)}`;
}

/** What is said of a group in one row, for who cannot see it. */
function label(row) {
  return [shownText(row.text) || row.id, row.mean === undefined ? 'not rewarded' : `mean reward ${number(row.mean)}`,
    row.right === undefined ? null : `${row.right} of ${row.size} right`, row.category && words(row.category), row.closed].filter(Boolean).join(', ');
}

/**
 * One row.
 *
 * @param find what looks for the drawn images of a row that has none yet, and gives them to its box
 */
export function rowNode(row, choices, isPinned, find) {
  const at = row.offset === undefined ? {} : {at: row.offset};
  return h('div', {class: `row ${row.closed}`, role: 'row', 'data-key': row.id, tabindex: '-1', 'aria-label': label(row)},
    thumbnail(row, find),
    h('span', {class: 'c-prompt', role: 'gridcell'},
      h('a', {href: to('groups', row.id, {...choices, ...at}), tabindex: '-1'}, isPinned ? '★ ' : '', shownText(row.text) || h('em', null, row.text === undefined ? 'prompt is not on the log' : 'no words')),
      h('small', null, row.id.split('/').slice(-2).join('/'))),
    h('span', {class: 'c-dots', role: 'gridcell'}, dots(row.rewards)),
    h('span', {class: 'c-mean', role: 'gridcell'}, number(row.mean)),
    h('span', {class: 'c-std', role: 'gridcell'}, row.std === undefined ? '–' : row.std > 0 ? number(row.std) : 'equal'),
    h('span', {class: 'c-right', role: 'gridcell'}, row.right === undefined ? '–' : `${row.right}/${row.size}`),
    h('span', {class: 'c-category', role: 'gridcell'}, row.category ? words(row.category) : '–'),
    h('span', {class: 'c-task', role: 'gridcell'}, row.task ? words(row.task) : '–'),
    h('span', {class: 'c-version', role: 'gridcell'}, versions(row)),
    closed(row));
}

export function waitingNode(index) {
  return h('div', {class: 'row waiting', role: 'row', 'data-key': `waiting ${index}`, tabindex: '-1', 'aria-label': `row ${index + 1} is being loaded`}, h('span', {role: 'gridcell'}));
}
