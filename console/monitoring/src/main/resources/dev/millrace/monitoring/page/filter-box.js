import {h, text, count} from './dom.js';

const EXAMPLE = 'category:count reward<0.5 version>40 text:"how many"';

/** The words of a filter, and where the one under the cursor begins and ends. */
export function wordAt(value, cursor) {
  let begin = 0;
  let isQuoted = false;
  for (let i = 0; i < cursor; i++) {
    if (value[i] === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted && /\s/.test(value[i])) {
      begin = i + 1;
    }
  }
  let end = cursor;
  while (end < value.length && (isQuoted || !/\s/.test(value[end]))) {
    if (value[end] === '"') {
      isQuoted = !isQuoted;
    }
    end++;
  }
  return {begin, end, word: value.slice(begin, cursor)};
}

function quoted(value) {
  return /[\s",:<>=]/.test(value) ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : value;
}

/** What could stand where the cursor is: `{insert, says}`, the most frequent first. */
export function suggestions(facets, word) {
  if (!facets) {
    return [];
  }
  const minus = word.startsWith('-') ? '-' : '';
  const typed = word.slice(minus.length);
  const [, field, sign, value] = /^([^:<>=]+)(:|<=|>=|<|>|=)(.*)$/.exec(typed) || [];
  if (field === undefined) {
    const fields = [['text:', 'words of the prompt'], ...Object.keys(facets.words).map(name => [`${name}:`, Object.keys(facets.words[name]).slice(0, 3).join(', ')]),
      ...Object.entries(facets.numbers).map(([name, says]) => [`${name}<`, says]), ...Object.keys(facets.scorers).map(name => [`scorer.${name}<`, 'its mean score; or :failed, :abstained, :scored'])];
    return fields.filter(([name]) => name.toLowerCase().startsWith(typed.toLowerCase()) && name !== typed).map(([name, says]) => ({insert: minus + name, says}));
  }
  if (sign !== ':') {
    return [];
  }
  const name = field.toLowerCase();
  const last = value.slice(value.lastIndexOf(',') + 1);
  const before = minus + field + sign + value.slice(0, value.length - last.length);
  const values = name.startsWith('scorer.') ? {failed: null, abstained: null, scored: null} : facets.words[name] || {};
  return Object.entries(values).filter(([each]) => each.toLowerCase().startsWith(last.replace(/^"/, '').toLowerCase()) && each !== last)
    .map(([each, n]) => ({insert: before + quoted(each), says: n === null ? '' : `${count(n)} ${n === 1 ? 'group' : 'groups'}`}));
}

/** A box for a filter, with suggestions for the word at the cursor. */
export class FilterBox {
  /** @param onleave goes on to what the filter has found */
  constructor(value, onchange, facets, onleave) {
    this.onchange = onchange;
    this.onleave = onleave;
    this.facets = facets;
    this.asked = 0;
    this.at = -1;
    this.list = h('ul', {class: 'suggestions', id: 'filter-suggestions', role: 'listbox', 'aria-label': 'Suggestions', hidden: true, onmousedown: e => this.pick(e)});
    this.input = h('input', {type: 'text', id: 'filter', role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': 'filter-suggestions', 'aria-expanded': 'false', 'aria-describedby': 'filter-says',
      autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', placeholder: EXAMPLE, value,
      oninput: () => this.typed(), onkeydown: e => this.key(e), onfocus: () => this.suggest(), onclick: () => this.suggest(), onblur: () => this.hide()});
    this.says = h('p', {class: 'filter-says', id: 'filter-says', role: 'status'});
    this.node = h('div', {class: 'filter'}, h('label', {for: 'filter', class: 'unseen'}, 'Filter of groups'), this.input, this.list, this.says);
  }

  set(value) {
    if (document.activeElement !== this.input) {
      this.input.value = value;
    }
  }

  /** Shows what is wrong, where it stands. */
  error(e) {
    this.input.setAttribute('aria-invalid', e ? 'true' : 'false');
    if (!e) {
      text(this.says, '');
      return;
    }
    const at = e.at === undefined ? null : this.input.value.slice(e.at, e.at + Math.max(1, e.length));
    this.says.replaceChildren(...[at ? h('mark', null, at) : null, at ? ' ' : null, e.message].filter(Boolean));
  }

  typed() {
    this.suggest();
    clearTimeout(this.timer);
    // Where a value is still to come there is nothing to ask yet.
    if (!/[:<>=,-]$/.test(this.input.value)) {
      this.timer = setTimeout(() => this.onchange(this.input.value.trim()), 250);
    }
  }

  async suggest() {
    const asked = ++this.asked;
    let {known} = this.facets;
    if (!known || Date.now() - this.facets.at > 10000) {
      known = await this.facets.load();
    }
    // What is typed meanwhile asks anew.
    if (asked !== this.asked || document.activeElement !== this.input) {
      return;
    }
    const {word} = wordAt(this.input.value, this.input.selectionStart);
    this.found = suggestions(known, word).slice(0, 10);
    this.at = -1;
    this.list.replaceChildren(...this.found.map((each, i) => h('li', {role: 'option', id: `filter-option-${i}`, 'data-i': i, 'aria-selected': 'false'}, h('code', null, each.insert), h('span', null, each.says))));
    this.list.hidden = !this.found.length;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    this.input.removeAttribute('aria-activedescendant');
  }

  hide() {
    this.asked++; // what is still being looked for comes too late
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  key(event) {
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !this.list.hidden) {
      event.preventDefault();
      const n = this.found.length;
      this.at = this.at < 0 ? (event.key === 'ArrowDown' ? 0 : n - 1) : (this.at + (event.key === 'ArrowDown' ? 1 : n - 1)) % n;
      [...this.list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === this.at)));
      this.input.setAttribute('aria-activedescendant', `filter-option-${this.at}`);
      this.list.children[this.at].scrollIntoView({block: 'nearest'});
    } else if ((event.key === 'Enter' || event.key === 'Tab') && this.at >= 0 && !this.list.hidden) {
      event.preventDefault();
      this.take(this.at);
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      clearTimeout(this.timer);
      this.hide();
      event.key === 'Enter' ? this.onchange(this.input.value.trim()) : this.onleave();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.list.hidden ? this.input.blur() : this.hide();
    }
  }

  pick(event) {
    const option = event.target.closest('[data-i]');
    event.preventDefault();
    if (option) {
      this.take(Number(option.dataset.i));
    }
  }

  take(i) {
    const {begin, end} = wordAt(this.input.value, this.input.selectionStart);
    const {insert} = this.found[i];
    const isWhole = !/[:<>=]$/.test(insert);
    const rest = this.input.value.slice(end);
    this.input.value = `${this.input.value.slice(0, begin)}${insert}${isWhole && !rest ? ' ' : ''}${rest}`;
    const cursor = begin + insert.length + (isWhole && !rest ? 1 : 0);
    this.input.setSelectionRange(cursor, cursor);
    this.typed();
  }
}
