// Everything shown goes through here: text is set as text, never as markup, so that nothing from a topic is ever HTML.

const SVG = 'http://www.w3.org/2000/svg';

/** An element. Attributes by name; `on…` are listeners; children are nodes or text; null is left out. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  return fill(node, attributes, children);
}

export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (name === 'style') {
      for (const [property, to] of Object.entries(value)) {
        node.style.setProperty(property, to);
      }
    } else {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      node.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
  return node;
}

export function text(node, value) {
  if (node.textContent !== value) {
    node.textContent = value;
  }
}

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});

export function count(n) {
  return n === null || n === undefined ? '–' : whole.format(n);
}

/** A number in four digits or so. */
export function number(x) {
  if (x === null || x === undefined || !Number.isFinite(x)) {
    return '–';
  }
  const size = Math.abs(x);
  if (x === 0) {
    return '0';
  }
  if (size >= 1000) {
    return whole.format(x);
  }
  if (size >= 100) {
    return x.toFixed(1);
  }
  if (size >= 0.01) {
    return x.toFixed(size >= 10 ? 2 : 3);
  }
  return x.toExponential(1);
}

/** So many of something, in words: one has no plural. */
export function several(n, one, more = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : more}`;
}

export function rate(x) {
  return x >= 100 ? whole.format(x) : x >= 10 ? x.toFixed(1) : x.toFixed(2).replace(/\.?0+$/, '') || '0';
}

export function duration(ms) {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) {
    return '–';
  }
  if (ms < 1000) {
    return `${Math.max(0, Math.round(ms))} ms`;
  }
  const seconds = ms / 1000;
  if (seconds < 90) {
    return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  }
  // Rounded before it is parted: no minute has sixty seconds.
  const rounded = Math.round(seconds);
  if (rounded < 5400) {
    return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  }
  const minutes = Math.round(rounded / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function clock(ms) {
  return new Date(ms).toLocaleTimeString('en-GB');
}

/** A time of day, with its date where that is not today. */
export function moment(ms) {
  const at = new Date(ms);
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? clock(ms) : `${at.toLocaleDateString('en-GB', {day: 'numeric', month: 'short', year: 'numeric'})}, ${clock(ms)}`;
}

export function words(name) {
  return String(name).replaceAll('_', ' ');
}

export function sum(counts) {
  return Object.values(counts || {}).reduce((a, b) => a + b, 0);
}

export async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) {
    let told = {};
    try {
      told = await answer.json();
    } catch (e) {
      // not JSON: the status says enough
    }
    // What is wrong may stand at a place of what was asked.
    throw Object.assign(new Error(told.error || `${answer.status}`), {at: told.at, length: told.length});
  }
  return answer.json();
}

/** A choice of one of several, of which all are in sight. */
export function segments(name, options, chosen, onchoice) {
  const id = `choice-${name.replaceAll(' ', '-')}`;
  return h('fieldset', {class: 'segments'}, h('legend', {class: 'unseen'}, name), options.map(([value, label]) => h('label', null,
    h('input', {type: 'radio', name: id, value, checked: value === chosen, onchange: () => onchoice(value)}), h('span', null, label))));
}

/** A table: heads, and rows of cells. */
export function table(caption, heads, rows) {
  return h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    h('table', null,
      h('caption', null, caption),
      h('thead', null, h('tr', null, heads.map(head => h('th', {scope: 'col'}, head)))),
      h('tbody', null, rows.map(cells => h('tr', null, cells.map(cell => h('td', null, cell)))))));
}

/**
 * Makes an element like a fresh one in place, so that focus, scroll and what a reader has opened stay. Children with a
 * `data-key` keep their element wherever they move; listeners are those of the element that stays.
 */
export function morph(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
    return;
  }
  if (!(old instanceof Element)) {
    text(old, fresh.textContent);
    return;
  }
  for (const {name} of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== 'open') {
      old.removeAttribute(name);
    }
  }
  for (const {name, value} of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value) {
      old.setAttribute(name, value);
    }
  }
  arrange(old, [...fresh.childNodes]);
}

/** Gives an element these children; those it has stay where they match. */
export function arrange(parent, wanted) {
  const keyed = new Map([...parent.childNodes].filter(node => node.dataset?.key).map(node => [node.dataset.key, node]));
  const keys = new Set(wanted.map(node => node.dataset?.key).filter(Boolean));
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  let place = [...parent.childNodes].indexOf([...parent.childNodes].find(node => focused && node.contains(focused)));
  let next = parent.firstChild;
  for (const fresh of wanted) {
    // What goes makes room first, so that nothing that stays has to move for it.
    while (next?.dataset?.key && !keys.has(next.dataset.key)) {
      const gone = next;
      next = next.nextSibling;
      gone.remove();
    }
    const key = fresh.dataset?.key;
    const known = key ? keyed.get(key) : next && !next.dataset?.key && next.nodeName === fresh.nodeName ? next : null;
    if (!known) {
      parent.insertBefore(fresh, next);
    } else if (known === next) {
      next = next.nextSibling;
      morph(known, fresh);
    } else {
      parent.insertBefore(known, next);
      morph(known, fresh);
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
  if (focused && document.activeElement !== focused) {
    // It has moved, or is gone and leaves its place to its neighbour.
    const heir = focused.isConnected ? focused
      : parent.children[Math.min(place, parent.children.length - 1)]?.querySelector('a, button, [tabindex]');
    heir?.focus({preventScroll: true});
  }
}
