/**
 * Answers of a group without repetition: equal ones of the same reward stand together, in the order of the first. Each is
 * `{first, all}`; an image is never equal to another.
 */
export function fold(trajectories) {
  const kept = new Map();
  for (const t of trajectories) {
    const key = t.image || !t.tokens?.length ? `#${t.index}` : JSON.stringify([t.dropped === true, t.finish, t.reward, t.tokens]);
    kept.has(key) ? kept.get(key).all.push(t) : kept.set(key, {first: t, all: [t]});
  }
  return [...kept.values()];
}

/** The scorers of a group in the one order in which each answer names them. */
export function scorersOf(trajectories) {
  return [...new Set(trajectories.flatMap(t => [...t.scores.map(x => x.scorer), ...Object.keys(t.components)]))].sort();
}

/** What each of these scorers said of an answer; nothing of one that did not speak. */
export function said(t, scorers) {
  const told = new Map(t.scores.map(x => [x.scorer, x]));
  return scorers.map(scorer => told.get(scorer) || (scorer in t.components ? {scorer, value: t.components[scorer], outcome: 'scored'} : null)).filter(Boolean);
}
