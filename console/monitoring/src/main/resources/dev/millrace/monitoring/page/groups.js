import {h, count, several, text, segments, table, clock, words, moment} from './dom.js';
import {place, choose, to} from './address.js';
import {FilterBox} from './filter-box.js';
import {Rows} from './groups-rows.js';
import {GroupsTable} from './groups-table.js';
import {GroupView} from './group.js';
import {pins} from './groups-pins.js';

const VIEWS = [['all', 'All'], ['near', 'Near misses'], ['disputed', 'Disputed'], ['dropped', 'Dropped'], ['letters', 'Dead letters'], ['pins', 'Pinned']];
const SORTS = [['closed', 'newest'], ['reward', 'mean reward'], ['spread', 'spread'], ['disputed', 'spread in its task'], ['right', 'right answers'], ['version', 'version'], ['size', 'size'], ['prompt', 'prompt'], ['category', 'category'], ['task', 'task']];
const SAYS = {
  all: 'every group that has closed, or was dropped', near: 'one or two of the group are right', disputed: 'rewards differ; the widest spread of each task first',
  dropped: 'something of it is not trained, and this is why', letters: 'records that could not be read, and were set aside', pins: 'kept in this browser'};
const EVERY = 3000;

/** All groups in a table, and one of them whole. The choices stand in the address: `view`, `q`, `sort`, `way`. */
export class Groups {
  constructor(state, id) {
    this.state = state;
    this.facets = {known: null, at: 0, load: () => this.loadFacets()};
    this.rows = new Rows(state.get, () => this.changed());
    this.table = new GroupsTable(this.rows, {onsort: sort => this.sort(sort), choices: () => this.choices, isPinned: each => this.pinned.has(each), find: (row, box) => this.findDrawn(row, box)});
    this.filter = new FilterBox('', q => this.chooses({q}), this.facets, () => this.table.focus(this.table.first));
    this.news = h('button', {type: 'button', class: 'news', hidden: true, onclick: () => this.toTop()});
    this.counts = h('span', {class: 'hint', role: 'status'});
    this.views = segments('View', VIEWS, 'all', each => this.chooses({view: each === 'all' ? null : each, sort: null, way: null}));
    this.sorts = h('label', {class: 'sorts'}, 'Sort by ', h('select', {onchange: e => this.chooses({sort: e.target.value, way: null})}, SORTS.map(([value, title]) => h('option', {value}, title))));
    this.other = h('section', {class: 'card', hidden: true});
    this.list = h('div', {class: 'view groups-list'},
      h('div', {class: 'head'}, h('h1', null, 'Groups'), this.views), h('div', {class: 'tools filters'}, this.filter.node, this.sorts),
      h('div', {class: 'tools'}, this.counts, this.news), this.table.node, this.other);
    this.group = new GroupView(state, {list: () => this.back(), step: by => this.step(by)});
    this.node = h('div', {class: 'view'}, this.list, this.group.node);
    this.drawn = new Map();
    this.go(id);
    this.timer = setInterval(() => this.refresh(), EVERY);
  }

  get choices() {
    const {chosen} = place();
    return Object.fromEntries(['view', 'q', 'sort', 'way'].map(name => [name, chosen.get(name)]).filter(([, value]) => value));
  }

  /** Shows a group, or the table if there is none. */
  go(id) {
    const wasOpen = this.id;
    this.id = id;
    this.list.hidden = Boolean(id);
    this.group.node.hidden = !id;
    const key = JSON.stringify(this.choices);
    if (key !== this.asked) {
      this.asked = key;
      this.ask();
    }
    if (id) {
      this.group.open(id, place().chosen.get('at'), this.choices);
    } else if (wasOpen) {
      this.group.close();
      this.table.active = wasOpen;
      this.refresh();
      requestAnimationFrame(() => this.refocus(wasOpen));
    }
  }

  refocus(id) {
    const index = this.rows.indexOf(id);
    if (!this.id && index >= 0) {
      this.table.focus(index);
    }
  }

  ask() {
    const {view = 'all', q = '', sort, way} = this.choices;
    const isTable = view !== 'letters' && view !== 'pins';
    this.pinned = new Set(pins(this.state.run).filter(pin => pin.kind === 'group').map(pin => pin.id));
    const order = sort || (view === 'disputed' ? 'disputed' : 'closed');
    this.views.querySelectorAll('input').forEach(input => {
      input.checked = input.value === view;
    });
    this.sorts.querySelector('select').value = order;
    this.filter.set(q);
    this.table.sorted(order, way);
    for (const node of [this.table.node, this.sorts, this.filter.node]) {
      node.hidden = !isTable;
    }
    this.other.hidden = isTable;
    if (isTable) {
      this.table.scroller.scrollTop = 0;
      this.rows.choose({view, q, sort: order, way});
    } else {
      view === 'letters' ? this.letters() : this.pins();
    }
  }

  chooses(choices) {
    for (const [name, value] of Object.entries(choices)) {
      choose(name, value);
    }
    this.asked = JSON.stringify(this.choices);
    this.ask();
  }

  /** The same order again turns it round. */
  sort(by) {
    const {view, sort, way} = this.choices;
    const isSame = (sort || (view === 'disputed' ? 'disputed' : 'closed')) === by;
    this.chooses({sort: by, way: isSame && way !== 'up' ? 'up' : null});
  }

  changed() {
    const {rows} = this;
    const {view = 'all', q} = this.choices;
    this.filter.error(rows.error?.at === undefined ? null : rows.error);
    if (view !== 'letters' && view !== 'pins') {
      const found = !rows.isLoaded ? 'loading…' : rows.error ? rows.error.at === undefined ? rows.error.message : ''
        : rows.remembered === 0 ? 'No group has closed yet.' : rows.total ? `${count(rows.total)} of ${several(rows.remembered, 'group')}: ${SAYS[view] || ''}` : `None of ${several(rows.remembered, 'group')}${q ? ' passes the filter' : ` is one: ${SAYS[view] || ''}`}.`;
      text(this.counts, found);
      this.news.hidden = !rows.newer;
      text(this.news, `↑ ${count(rows.newer)} newer`);
    }
    if (!this.id) {
      this.table.soon();
    }
  }

  toTop() {
    this.table.scroller.scrollTop = 0;
    this.rows.refresh(true, 0);
  }

  refresh() {
    const {view} = this.choices;
    if (document.hidden || this.id || view === 'pins') {
      return;
    }
    view === 'letters' ? this.letters() : this.rows.refresh(this.table.isAtTop, this.table.first);
  }

  loadFacets() {
    this.facets.loading ??= this.state.get('api/groups/facets').then(known => {
      Object.assign(this.facets, {known, at: Date.now()});
    }, () => {
      // without suggestions a filter can be typed all the same
    }).then(() => {
      this.facets.loading = null;
      return this.facets.known;
    });
    return this.facets.loading;
  }

  async letters() {
    text(this.counts, SAYS.letters);
    this.news.hidden = true;
    try {
      const letters = await this.state.get('api/dead-letters');
      this.other.replaceChildren(letters.length
        ? table('The newest records that were set aside', ['when', 'record', 'bytes', 'cause'], letters.map(l => [moment(l.at), h('code', null, l.source), count(l.bytes), l.cause]))
        : h('p', {class: 'empty'}, 'None. Every record could be read.'),
      h('p', {class: 'hint'}, 'The same in a terminal, and the way to put them back: ', h('code', null, './millrace dead-letters list')));
    } catch (e) {
      this.other.replaceChildren(h('p', {class: 'empty'}, e.message));
    }
  }

  pins() {
    const kept = pins(this.state.run);
    text(this.counts, SAYS.pins);
    this.news.hidden = true;
    this.other.replaceChildren(kept.length
      ? h('ul', {class: 'pins'}, kept.map(pin => h('li', null, h('a', {href: to(pin.kind === 'prompt' ? 'prompts' : 'groups', pin.id)}, `★ ${pin.text || pin.id}`),
        h('small', null, `${words(pin.kind)} ${pin.id}, pinned ${clock(pin.at)}`))))
      : h('p', {class: 'empty'}, 'Nothing is pinned. Open a group or a prompt, and press p.'));
  }

  /** The images that a group has drawn, for a row that does not know them. */
  async findDrawn(row, box) {
    if (!this.drawn.has(row.id)) {
      this.drawn.set(row.id, this.state.get(`api/group/drawn?${new URLSearchParams({id: row.id, at: row.offset})}`).catch(() => []));
      if (this.drawn.size > 2000) {
        this.drawn.delete(this.drawn.keys().next().value);
      }
    }
    const hashes = await this.drawn.get(row.id);
    row.drawn = hashes;
    if (!box.firstChild) {
      box.className = `c-image n${Math.min(4, hashes.length)}`;
      box.append(...hashes.map(hash => h('img', {src: `image/${hash}`, alt: '', class: 'pixels', loading: 'lazy'})));
    }
  }

  back() {
    location.hash = to('groups', null, this.choices);
  }

  /** The group after this one in the table, or before it. */
  step(by) {
    const index = this.rows.indexOf(this.id) + by;
    const next = index >= 0 && index < this.rows.length ? this.rows.at(index) : null;
    if (next) {
      location.replace(to('groups', next.id, {...this.choices, ...(next.offset === undefined ? {} : {at: next.offset})}));
    }
  }

  key(name, event) {
    if (this.id) {
      this.group.key(name, event);
    } else if (name === '/') {
      event.preventDefault();
      this.filter.input.focus();
    } else if (name === 'j' || name === 'k') {
      this.table.focus(this.table.first);
    }
  }

  update() {}

  redraw() {
    this.table.soon();
  }

  close() {
    clearInterval(this.timer);
    this.table.close();
    this.group.close();
  }
}
