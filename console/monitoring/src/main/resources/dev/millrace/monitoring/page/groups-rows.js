const PAGE = 100;
const MOST_PAGES = 40;

/**
 * The rows of the table by their number, of which the server gives a page at a time. The table stands still while it is
 * read: rows that are younger than the first answer are counted, and shown when they are asked for.
 */
export class Rows {
  constructor(get, onchange) {
    this.get = get;
    this.onchange = onchange;
    this.asked = 0;
    this.clear();
  }

  clear() {
    this.asked++;
    this.pages = new Map();
    this.total = 0;
    this.newer = 0;
    this.until = null;
    this.older = {rows: [], before: null, isFirst: false, isReading: false, read: 0};
    this.error = null;
    this.isLoaded = false;
  }

  /** Asks for other rows. */
  choose(choices) {
    this.choices = choices;
    this.clear();
    return this.load(0);
  }

  get length() {
    return this.total + this.older.rows.length;
  }

  /** A row, or nothing if it is being loaded. */
  at(index) {
    if (index >= this.total) {
      return this.older.rows[index - this.total];
    }
    const page = this.pages.get(Math.floor(index / PAGE));
    if (!page) {
      this.load(Math.floor(index / PAGE));
      return undefined;
    }
    return page.rows?.[index % PAGE];
  }

  indexOf(id) {
    for (const [number, page] of this.pages) {
      const at = (page.rows || []).findIndex(row => row.id === id);
      if (at >= 0) {
        return number * PAGE + at;
      }
    }
    const old = this.older.rows.findIndex(row => row.id === id);
    return old < 0 ? -1 : this.total + old;
  }

  search(more) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries({...this.choices, ...more})) {
      if (value !== null && value !== undefined && value !== '') {
        search.set(name, value);
      }
    }
    return search;
  }

  async load(number) {
    if (this.pages.get(number)?.isLoading) {
      return;
    }
    const asked = this.asked;
    const before = this.pages.get(number)?.rows;
    this.pages.set(number, {rows: before, isLoading: true});
    try {
      const answer = await this.get(`api/groups?${this.search({from: number * PAGE, most: PAGE, until: this.until})}`);
      if (asked === this.asked) {
        this.take(number, answer);
      }
    } catch (e) {
      if (asked === this.asked) {
        this.pages.delete(number);
        this.error = e;
        this.isLoaded = true;
        this.onchange();
      }
    }
  }

  take(number, answer) {
    this.error = null;
    this.isLoaded = true;
    this.total = answer.total;
    this.newer = answer.newer;
    this.remembered = answer.remembered;
    this.until ??= answer.newest;
    this.older.before ??= answer.before;
    this.pages.delete(number);
    this.pages.set(number, {rows: answer.rows});
    while (this.pages.size > MOST_PAGES) {
      this.pages.delete(this.pages.keys().next().value);
    }
    this.onchange();
  }

  /** Looks whether there is news: takes it if the reader is at the top, else counts it. */
  async refresh(isAtTop, visible) {
    if (this.error?.at !== undefined || !this.choices) {
      return;
    }
    const asked = this.asked;
    const number = isAtTop ? 0 : Math.floor(Math.min(visible, Math.max(0, this.total - 1)) / PAGE);
    try {
      const answer = await this.get(`api/groups?${this.search({from: number * PAGE, most: PAGE, until: isAtTop ? null : this.until})}`);
      if (asked !== this.asked) {
        return;
      }
      if (isAtTop && answer.newest !== this.until) {
        this.until = answer.newest;
        this.pages.clear();
      }
      this.take(number, answer);
    } catch (e) {
      // the header says that the page is not reached
    }
  }

  /** Reads on in the log, before what the server remembers. */
  async readOlder() {
    const older = this.older;
    if (older.isReading || older.isFirst || !older.before) {
      return;
    }
    older.isReading = true;
    this.onchange();
    try {
      const answer = await this.get(`api/groups/older?${this.search({before: older.before, sort: null, way: null})}`);
      older.before = answer.before;
      older.isFirst = answer.first;
      older.read += answer.read;
      older.error = null;
      older.rows.push(...answer.rows);
    } catch (e) {
      older.error = e.message;
    }
    older.isReading = false;
    this.onchange();
  }
}
