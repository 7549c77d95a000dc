import {h, count, several, morph, text} from './dom.js';
import {COLUMNS, rowNode, waitingNode} from './groups-row.js';

const AROUND = 8;

/** The table: only the rows in sight, and a few around them, are elements. Rows are as high as the style says. */
export class GroupsTable {
  constructor(rows, {onopen, onsort, isPinned, find, choices}) {
    this.rows = rows;
    this.onopen = onopen;
    this.isPinned = isPinned;
    this.find = find;
    this.choices = choices;
    this.nodes = new Map();
    this.active = null;
    this.heads = new Map(COLUMNS.filter(([, sort]) => sort).map(([title, sort, name]) => [sort,
      h('span', {class: name, role: 'columnheader'}, h('button', {type: 'button', onclick: () => onsort(sort)}, title, h('i', {'aria-hidden': 'true'})))]));
    this.space = h('div', {class: 'space', role: 'rowgroup'});
    this.older = h('div', {class: 'older'});
    const heads = h('div', {class: 'top', role: 'rowgroup'}, h('div', {class: 'row heads', role: 'row'},
      COLUMNS.map(([title, sort, name]) => sort ? this.heads.get(sort) : h('span', {class: name, role: 'columnheader'}, title || h('span', {class: 'unseen'}, 'Image')))));
    this.grid = h('div', {role: 'grid', 'aria-label': 'Groups', 'aria-readonly': 'true'}, heads, this.space);
    this.heading = heads;
    this.scroller = h('div', {class: 'rows', onscroll: () => this.soon(), onkeydown: e => this.move(e), onclick: e => this.click(e), onfocusin: e => this.focused(e)}, this.grid, this.older);
    this.node = h('div', {class: 'table card'}, this.scroller);
    this.size = new ResizeObserver(() => this.soon());
    this.size.observe(this.scroller);
  }

  close() {
    this.size.disconnect();
  }

  sorted(by, way) {
    for (const [sort, head] of this.heads) {
      sort === by ? head.setAttribute('aria-sort', way === 'up' ? 'ascending' : 'descending') : head.removeAttribute('aria-sort');
    }
  }

  soon() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      this.draw();
    });
  }

  get height() {
    return parseFloat(getComputedStyle(this.node).getPropertyValue('--row')) || 60;
  }

  /** How high the heads are, which lie over the rows. */
  get top() {
    return this.heading.offsetHeight;
  }

  get isAtTop() {
    return this.scroller.scrollTop < 4;
  }

  get first() {
    return Math.floor(this.scroller.scrollTop / this.height);
  }

  draw() {
    const height = this.height;
    const begin = Math.max(0, this.first - AROUND);
    const end = Math.min(this.rows.length, this.first + Math.ceil(this.scroller.clientHeight / height) + AROUND);
    this.space.style.setProperty('height', `${this.rows.length * height}px`);
    this.grid.setAttribute('aria-rowcount', String(this.rows.length + 1));
    const kept = new Set();
    for (let i = begin; i < end; i++) {
      const row = this.rows.at(i);
      const node = this.nodeOf(row, i);
      kept.add(node);
      node.style.setProperty('transform', `translateY(${i * height}px)`);
      node.setAttribute('aria-rowindex', String(i + 2));
      node.dataset.index = String(i);
    }
    for (const [key, {node}] of this.nodes) {
      if (!kept.has(node) && !node.contains(document.activeElement)) {
        node.remove();
        this.nodes.delete(key);
      }
    }
    this.stop();
    this.foot();
  }

  nodeOf(row, index) {
    const key = row ? row.id : `waiting ${index}`;
    const known = this.nodes.get(key);
    if (known && known.row === row) {
      return known.node;
    }
    const fresh = row ? rowNode(row, this.choices(), this.isPinned(row.id), this.find) : waitingNode(index);
    if (known) {
      morphRow(known.node, fresh);
      known.row = row;
      return known.node;
    }
    this.nodes.set(key, {node: fresh, row});
    this.space.append(fresh);
    return fresh;
  }

  /** One row of those in sight can be reached by the tab key: the active one, or the first. */
  stop() {
    const active = this.nodes.get(this.active)?.node || this.space.querySelector(`[data-index="${this.first}"]`) || this.space.firstElementChild;
    for (const {node} of this.nodes.values()) {
      node.tabIndex = node === active ? 0 : -1;
    }
  }

  foot() {
    const {older, total, isLoaded, error} = this.rows;
    if (!isLoaded || error) {
      this.older.replaceChildren();
      return;
    }
    if (!this.olderButton) {
      this.olderButton = h('button', {type: 'button', class: 'quiet', onclick: () => this.rows.readOlder()});
      this.olderSays = h('span', {role: 'status', class: 'hint'});
    }
    if (!this.older.firstChild) {
      this.older.append(this.olderButton, this.olderSays);
    }
    text(this.olderButton, older.isReading ? 'Reading the log…' : 'Read older groups from the log');
    this.olderButton.hidden = older.isFirst || !older.before;
    text(this.olderSays, older.error || (older.read ? `${several(older.read, 'older group')} read, and ${count(older.rows.length)} of them shown` : '')
      + (older.isFirst || !older.before ? `${older.read ? '. ' : ''}${total || older.rows.length ? 'This is where the log begins.' : ''}` : ''));
  }

  focused(event) {
    const row = event.target.closest('.space .row');
    if (row) {
      this.active = row.dataset.key;
      this.stop();
    }
  }

  click(event) {
    const row = event.target.closest('.space .row');
    if (row && !event.target.closest('a') && !window.getSelection()?.toString()) {
      this.open(row);
    }
  }

  open(node) {
    node.querySelector('a')?.click();
  }

  move(event) {
    const row = event.target.closest('.space .row');
    if (!row) {
      return;
    }
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.height) - 1);
    const by = {ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity}[event.key];
    if (by !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      this.focus(Math.max(0, Math.min(this.rows.length - 1, Number(row.dataset.index) + by)));
    } else if ((event.key === 'Enter' || event.key === ' ') && event.target === row) {
      event.preventDefault();
      this.open(row);
    }
  }

  /** Goes to a row, which is loaded when it is not there yet. */
  focus(index) {
    const height = this.height;
    const top = index * height;
    if (top < this.scroller.scrollTop) {
      this.scroller.scrollTop = top;
    } else if (top + height > this.scroller.scrollTop + this.scroller.clientHeight - this.top) {
      this.scroller.scrollTop = top + height - this.scroller.clientHeight + this.top;
    }
    this.draw();
    this.space.querySelector(`[data-index="${index}"]`)?.focus({preventScroll: true});
  }
}

/** Like {@link morph}, but what places the row stays. */
function morphRow(node, fresh) {
  const {index} = node.dataset;
  const place = node.style.getPropertyValue('transform');
  morph(node, fresh);
  node.dataset.index = index;
  node.style.setProperty('transform', place);
}
