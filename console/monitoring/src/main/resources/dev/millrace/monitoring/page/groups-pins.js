const KEY = 'millrace-pins';
const MOST = 200;

/** What a reader has pinned, of all runs, in this browser: `{run, kind: 'group' or 'prompt', id, text, at}`, the newest first. */
export function pins(run) {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) || '[]');
    return (Array.isArray(kept) ? kept : []).filter(pin => pin && pin.run === run && typeof pin.id === 'string');
  } catch (e) {
    return [];
  }
}

export function isPinned(run, kind, id) {
  return pins(run).some(pin => pin.kind === kind && pin.id === id);
}

/** Pins it, or takes its pin away; gives whether it is pinned now. */
export function togglePin(run, kind, id, text) {
  let kept = [];
  try {
    kept = JSON.parse(localStorage.getItem(KEY) || '[]');
  } catch (e) {
    // what is broken is begun anew
  }
  kept = Array.isArray(kept) ? kept : [];
  const others = kept.filter(pin => !(pin && pin.run === run && pin.kind === kind && pin.id === id));
  const isNew = others.length === kept.length;
  if (isNew) {
    others.unshift({run, kind, id, text: String(text || '').slice(0, 200), at: Date.now()});
  }
  localStorage.setItem(KEY, JSON.stringify(others.slice(0, MOST)));
  return isNew;
}
