import {h, number, count, several, clock, words, s} from './dom.js';
import {to} from './address.js';
import {dots} from './groups-rewards.js';
import {shownText} from './groups-row.js';
import {isPinned, togglePin} from './groups-pins.js';
import {picture} from './group-images.js';

const MOST = 500;

/** One prompt through time: its groups over the versions of the policy, the oldest first. */
export class Prompts {
  constructor(state, id) {
    this.state = state;
    this.node = h('div', {class: 'view prompt-view'});
    this.columns = new Map();
    this.seen = new IntersectionObserver(entries => entries.filter(e => e.isIntersecting).forEach(e => this.fill(e.target)), {rootMargin: '200px'});
    this.go(id);
  }

  async go(id) {
    this.id = id;
    this.older = {before: null, isFirst: false};
    this.columns.clear();
    if (!id) {
      this.node.replaceChildren(h('h1', null, 'Prompts'), h('p', {class: 'empty'}, 'Open a prompt from one of its groups: “This prompt through time”.'));
      return;
    }
    try {
      const search = new URLSearchParams({q: `prompt:${quoted(id)}`, sort: 'closed', most: MOST});
      const answer = await this.state.get(`api/groups?${search}`);
      if (this.id === id) {
        this.older.before = answer.before;
        this.rows = answer.rows.reverse();
        this.total = answer.total;
        this.show();
      }
    } catch (e) {
      this.node.replaceChildren(h('h1', null, 'Prompt'), h('p', {class: 'empty', role: 'status'}, e.message));
    }
  }

  show() {
    const known = this.rows.find(row => row.text !== undefined);
    const asked = (known?.images || []).map((hash, i) => ({src: `image/${hash}`, caption: `image ${i + 1} of the prompt`}));
    const told = this.rows.filter(row => Number.isFinite(row.mean));
    this.strip = h('ol', {class: 'strip-of-groups', 'aria-label': 'Groups of the prompt, the oldest first', onkeydown: e => this.move(e)});
    this.changes = h('ol', {class: 'changes'});
    this.says = h('span', {class: 'hint', role: 'status'});
    this.node.replaceChildren(
      h('div', {class: 'head'}, h('h1', null, 'One prompt through time'), h('div', {class: 'tools'},
        h('a', {href: to('groups', null, {q: `prompt:${quoted(this.id)}`})}, 'its groups in the table'),
        this.pin = h('button', {type: 'button', class: 'quiet', 'aria-pressed': String(isPinned(this.state.run, 'prompt', this.id)), title: 'pin (p)', onclick: () => this.togglePin()}, '★ pin'))),
      h('section', {class: 'card prompt-card'}, h('div', {class: asked.length > 4 ? 'prompt many' : 'prompt'}, asked.map((each, i) => picture(asked, i)),
        h('div', null, h('p', {class: 'asked'}, known ? shownText(known.text) : 'Its text is no longer on the log.'),
          h('p', {class: 'meta'}, [this.id, known?.task && words(known.task), this.rows[0]?.category && words(this.rows[0].category), several(this.total, 'group'), span(told)].filter(Boolean).join(' · ')))),
      curve(told)),
      this.rows.length ? this.strip : h('p', {class: 'empty card'}, 'None of its groups is remembered. Older ones may lie on the log.'),
      h('div', {class: 'tools'}, h('button', {type: 'button', class: 'quiet', onclick: () => this.readOlder()}, 'Look for older groups in the log'), this.says),
      h('section', {class: 'card'}, h('h2', null, 'What changed, and when'), this.changes, h('p', {class: 'hint'}, 'Of the groups whose answers were read: scroll along the strip, or ', h('button', {type: 'button', class: 'quiet', onclick: () => this.readAll()}, 'read all answers'))));
    this.strip.append(...this.rows.map((row, i) => this.column(row, i)));
    this.strip.scrollLeft = this.strip.scrollWidth;
    this.tell();
  }

  column(row, i) {
    const answers = h('div', {class: 'answers'}, h('span', {class: 'hint'}, '…'));
    const node = h('li', {'data-id': row.id}, h('a', {href: to('groups', row.id, row.offset === undefined ? {} : {at: row.offset}), tabindex: i === this.rows.length - 1 ? '0' : '-1'},
      h('b', null, version(row)), h('small', null, clock(row.at)), dots(row.rewards),
      h('span', null, row.mean === undefined ? words(row.closed) : ['mean ', h('strong', null, number(row.mean)), row.right === undefined ? '' : ` · ${row.right}/${row.size} right`])), answers);
    this.columns.set(row.id, {row, node, answers, read: null});
    this.seen.observe(node);
    return node;
  }

  /** Reads the answers of a group that has come into sight. */
  async fill(node) {
    const column = this.columns.get(node.dataset.id);
    this.seen.unobserve(node);
    if (!column || column.read || column.isReading) {
      return;
    }
    column.isReading = true;
    try {
      column.read = common(await this.state.get(`api/group?${new URLSearchParams({id: column.row.id, parts: 'answers', ...(column.row.offset === undefined ? {} : {at: column.row.offset})})}`));
      column.answers.replaceChildren(...shown(column.read));
      this.tell();
    } catch (e) {
      column.answers.replaceChildren(h('span', {class: 'hint'}, e.message));
    }
    column.isReading = false;
  }

  async readAll() {
    for (const {node} of [...this.columns.values()]) {
      await this.fill(node);
    }
  }

  /** In words: where the most frequent answer became another one. */
  tell() {
    const read = [...this.columns.values()].filter(column => column.read);
    const lines = [];
    read.forEach((column, i) => {
      const before = read[i - 1];
      column.node.classList.toggle('changed', Boolean(before && differs(before.read, column.read)));
      if (before && differs(before.read, column.read)) {
        lines.push(h('li', null, h('a', {href: to('groups', column.row.id)}, version(column.row)), `, ${clock(column.row.at)}: “${column.read.said[0].text}” (×${column.read.said[0].n}) instead of “${before.read.said[0].text}” (×${before.read.said[0].n}), mean reward ${number(before.row.mean)} → ${number(column.row.mean)}`));
      }
    });
    this.changes.replaceChildren(...(lines.length ? lines : [h('li', {class: 'empty'}, read.some(column => column.read.said.length) ? `The most frequent answer was the same in ${several(read.length, 'group')}.` : read.length ? 'Images were drawn: look along the strip.' : 'Nothing was read yet.')]));
  }

  async readOlder() {
    const {older} = this;
    if (older.isFirst || !older.before || older.isReading) {
      this.says.textContent = older.isReading ? this.says.textContent : 'This is where the log begins.';
      return;
    }
    older.isReading = true;
    this.says.textContent = 'Reading the log…';
    try {
      const answer = await this.state.get(`api/groups/older?${new URLSearchParams({q: `prompt:${quoted(this.id)}`, before: older.before})}`);
      older.before = answer.before;
      older.isFirst = answer.first;
      const fresh = answer.rows.filter(row => !this.columns.has(row.id)).reverse();
      this.rows = [...fresh, ...this.rows];
      this.total += fresh.length;
      if (fresh.length) {
        this.show();
      }
      this.says.textContent = `${several(answer.read, 'older group')} read, ${count(fresh.length)} of this prompt${answer.first ? '; this is where the log begins' : ''}`;
    } catch (e) {
      this.says.textContent = e.message;
    }
    older.isReading = false;
  }

  move(event) {
    const links = [...this.strip.querySelectorAll('li > a')];
    const at = links.indexOf(event.target);
    const by = {ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity}[event.key];
    if (at >= 0 && by !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(links.length - 1, at + by));
      links.forEach((link, i) => {
        link.tabIndex = i === next ? 0 : -1;
      });
      links[next].focus();
      links[next].scrollIntoView({block: 'nearest', inline: 'center'});
    }
  }

  togglePin() {
    const known = this.rows?.find(row => row.text !== undefined);
    this.pin?.setAttribute('aria-pressed', String(togglePin(this.state.run, 'prompt', this.id, known ? shownText(known.text) : this.id)));
  }

  key(name) {
    if (name === 'p' && this.pin) {
      this.togglePin();
    } else if (name === 'Escape') {
      history.back();
    }
  }

  update() {}

  redraw() {}

  close() {
    this.seen.disconnect();
  }
}

function version(row) {
  return row.max_version === undefined ? 'not trained' : `version ${count(row.max_version)}`;
}

function quoted(id) {
  return `"${id.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function span(told) {
  const versions = told.map(row => row.max_version);
  const [first, last] = [Math.min(...versions), Math.max(...versions)];
  return !told.length ? null : first === last ? `version ${count(first)}` : `versions ${count(first)} to ${count(last)}`;
}

/** What was answered, the most frequent first; and what was drawn. */
function common(group) {
  const counts = new Map();
  for (const t of group.trajectories.filter(each => each.text !== undefined && !each.image)) {
    counts.set(t.text, (counts.get(t.text) || 0) + 1);
  }
  return {said: [...counts].map(([text, n]) => ({text: short(text), n})).sort((a, b) => b.n - a.n),
    drawn: group.trajectories.filter(t => t.image).map(t => ({src: `image/${t.image}`, caption: `drawing #${t.index}${Number.isFinite(t.reward) ? `, reward ${number(t.reward)}` : ''}`}))};
}

function short(text) {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function differs(before, now) {
  return before.said.length > 0 && now.said.length > 0 && before.said[0].text !== now.said[0].text;
}

function shown({said, drawn}) {
  return drawn.length ? [h('div', {class: 'drawn'}, drawn.slice(0, 4).map((each, i) => picture(drawn, i)))]
    : said.length ? said.slice(0, 3).map(each => h('p', null, h('b', {class: 'times'}, `×${each.n}`), ' ', each.text || h('em', null, '(empty)'))) : [h('span', {class: 'hint'}, 'no longer on the topic')];
}

/** The mean reward over the groups, as a small line. */
function curve(told) {
  if (told.length < 2) {
    return null;
  }
  const means = told.map(row => row.mean);
  const low = Math.min(0, ...means);
  const high = Math.max(1, ...means);
  const points = means.map((mean, i) => [(i / (means.length - 1)) * 1000, 90 - ((mean - low) / (high - low)) * 80]);
  return h('figure', {class: 'curve-of'}, h('figcaption', null, `mean reward, from ${number(means[0])} to ${number(means[means.length - 1])}`), s('svg', {class: 'curve', viewBox: '-6 0 1012 100', preserveAspectRatio: 'none', role: 'img', 'aria-label': `mean reward from ${number(means[0])} to ${number(means[means.length - 1])}, over ${means.length} groups`},
    s('polyline', {points: points.map(p => p.map(x => x.toFixed(1)).join(',')).join(' ')})));
}
