/**
 * The address holds what a reader would want to send to somebody: `#/VIEW/ID?name=value&…`. A change of the part behind
 * the question mark makes no entry in the history and opens no view anew; views read it when they are made.
 */
export function place() {
  const [path, search] = location.hash.replace(/^#\/?/, '').split('?', 2);
  const [view, ...rest] = path.split('/');
  return {view: view || '', id: rest.length ? decoded(rest.join('/')) : null, chosen: new URLSearchParams(search || '')};
}

function decoded(id) {
  try {
    return decodeURIComponent(id);
  } catch (e) {
    return id;
  }
}

/** One choice of the view, or its absence: null, and what is empty, leave the address. */
export function choose(name, value) {
  const {chosen} = place();
  value === null || value === undefined || value === '' ? chosen.delete(name) : chosen.set(name, value);
  const search = chosen.toString();
  history.replaceState(null, '', location.hash.split('?')[0] + (search ? `?${search}` : ''));
}

export function chosen(name) {
  return place().chosen.get(name);
}

/** The address of a view, for a link. */
export function to(view, id, choices) {
  const search = new URLSearchParams(choices || {}).toString();
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ''}${search ? `?${search}` : ''}`;
}
