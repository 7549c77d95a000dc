import {h, count, get, words, sum, text} from './dom.js';
import {Overview} from './overview.js';
import {Training} from './training.js';
import {Groups} from './groups.js';
import {Prompts} from './prompts.js';
import {place} from './address.js';
import {Health} from './health.js';
import {Runs} from './runs.js';
import {Explain, why} from './explain.js';
import {addSteps, noSteps} from './steps.js';

const view = document.getElementById('view');
const explain = new Explain(get);
const state = {run: '', overview: null, steps: noSteps(), get};
let shown = null;
let shownName = '';

/** Views that a digit opens, in the order of the navigation. */
const NAMES = ['overview', 'training', 'groups', 'runs', 'health'];
const MAKES = {
  overview: () => new Overview(state), training: () => new Training(state), groups: id => new Groups(state, id),
  prompts: id => new Prompts(state, id), runs: () => new Runs(state), health: () => new Health(state)};

function route() {
  const {view: name, id} = place();
  const wanted = Object.hasOwn(MAKES, name) ? name : 'overview';
  const part = wanted === 'prompts' ? 'groups' : wanted;
  for (const link of document.querySelectorAll('.bar nav a')) {
    link.getAttribute('href') === `#/${part}` ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
  if (wanted === shownName && shown.go) {
    shown.go(id);
    return;
  }
  const isFirst = !shown;
  shown?.close();
  shownName = wanted;
  shown = MAKES[wanted](id);
  view.replaceChildren(shown.node);
  document.title = `Millrace · ${wanted}`;
  if (!isFirst) {
    // What had the focus is gone: the tab key goes on within the view.
    view.focus({preventScroll: true});
    window.scrollTo(0, 0);
  }
  if (state.overview) {
    shown.update(state.overview);
  }
}

const ledger = document.getElementById('ledger');
const parts = {};

function part(name, title) {
  const value = h('b', null, '0');
  parts[name] = value;
  return h('span', {class: `part ${name}`}, why(value, `accounting/${name}`), ` ${title}`);
}

ledger.append(
  h('div', {class: 'sum'}, part('published', 'published'), h('i', null, '='), part('trained', 'trained'), h('i', null, '+'),
    part('pending', 'pending'), h('i', null, '+'), part('dropped', 'dropped'), h('span', {class: 'reasons', id: 'reasons'})),
  h('span', {class: 'balance', id: 'balance'}, ''),
  h('div', {class: 'meter', 'aria-hidden': 'true'}, h('span', {class: 'trained'}), h('span', {class: 'pending'}), h('span', {class: 'dropped'})));

function account(o) {
  const a = o.accounting;
  const dropped = sum(a.dropped);
  text(parts.published, count(a.published));
  text(parts.trained, count(a.trained));
  text(parts.pending, count(a.pending));
  text(parts.dropped, count(dropped));
  const reasons = Object.entries(a.dropped).map(([why, n]) => `${words(why)} ${count(n)}`).join(', ');
  text(document.getElementById('reasons'), reasons ? `(${reasons})` : '');
  const balance = document.getElementById('balance');
  text(balance, !o.ready ? 'reading the history…' : !o.counted ? (o.groups.open ? 'nothing counted yet: is “streams” running?' : 'nothing published yet') : a.imbalance === 0 ? 'in balance' : `imbalance ${count(a.imbalance)}`);
  balance.className = `balance ${o.counted && a.imbalance !== 0 ? 'bad' : o.counted ? 'good' : ''}`;
  const bars = ledger.querySelectorAll('.meter span');
  [a.trained, a.pending, dropped].forEach((n, i) => {
    bars[i].style.setProperty('flex-grow', String(Math.max(0, n)));
  });
}

function alarm(o) {
  const box = document.getElementById('alarms');
  const key = o.alarms.map(a => a.name).join();
  const badge = document.getElementById('alarm-count');
  badge.hidden = o.alarms.length === 0;
  text(badge, String(o.alarms.length));
  if (box.dataset.key !== key) {
    box.dataset.key = key;
    box.replaceChildren(...o.alarms.filter(a => a.severity === 'critical').map(a => h('p', {class: 'alarm'}, h('strong', null, words(a.name)), ` ${a.text}`)));
  }
}

/** The connection tells how the run stands while there is one. */
function standing(o) {
  link.className = `link ${o.state.name.replaceAll(' ', '-')}`;
  text(link, o.state.name);
}

let waiting = null;

/** News may come faster than the screen is drawn: only the newest are. */
function news(event) {
  const data = JSON.parse(event.data);
  addSteps(state.steps, data.steps);
  state.overview = data.overview;
  if (waiting === null) {
    waiting = requestAnimationFrame(() => {
      waiting = null;
      if (connected) {
        standing(state.overview);
      }
      account(state.overview);
      alarm(state.overview);
      shown?.update(state.overview);
    });
  }
}

const link = document.getElementById('link');
let connected = false;

async function connect() {
  try {
    const runs = await get('api/runs');
    state.run = runs.run;
    text(document.getElementById('run'), runs.run);
    if (!shown) {
      route();
    }
    addSteps(state.steps, await get('api/history'));
  } catch (e) {
    link.className = 'link lost';
    text(link, 'not reached');
    setTimeout(connect, 2000);
    return;
  }
  const last = state.steps.step[state.steps.step.length - 1] || 0;
  const source = new EventSource(`events?after=${last}`);
  source.addEventListener('news', news);
  source.onopen = () => {
    connected = true;
  };
  source.onerror = () => {
    connected = false;
    link.className = 'link lost';
    text(link, 'connection lost');
    // The address says after which step to go on, so a new connection is a new address.
    source.close();
    setTimeout(connect, 2000);
  };
}

function theme() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark' : window.matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('millrace-theme', dark ? 'light' : 'dark');
  shown?.redraw();
  if (state.overview) {
    shown?.update(state.overview);
  }
}

document.getElementById('theme').addEventListener('click', theme);
for (const wish of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
  window.matchMedia(wish).addEventListener('change', () => {
    shown?.redraw();
    if (state.overview) {
      shown.update(state.overview);
    }
  });
}
window.addEventListener('hashchange', () => {
  if (shown) {
    route();
    explain.restore();
  }
});
/** Where letters are meant for what has the focus: a box of text or a choice, and all that lies over the page. */
function takesLetters(target, key) {
  return target.tagName === 'INPUT' ? !/^(checkbox|radio|range)$/.test(target.type) : /^(SELECT|TEXTAREA)$/.test(target.tagName)
    || (key !== '?' && Boolean(target.closest?.('dialog')));
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || takesLetters(event.target, event.key)) {
    return;
  }
  const at = NAMES.findIndex((name, i) => event.key === String(i + 1));
  if (at >= 0) {
    location.hash = `#/${NAMES[at]}`;
  } else if (event.key === 't') {
    theme();
  } else if (event.key === '?') {
    const keys = document.getElementById('keys');
    keys.open ? keys.close() : keys.showModal();
  } else if (shown?.key) {
    shown.key(event.key, event);
  }
});
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  view.focus();
});
// Views ask whose run it is before they are made: pins are kept by its name.
connect();
explain.restore();
