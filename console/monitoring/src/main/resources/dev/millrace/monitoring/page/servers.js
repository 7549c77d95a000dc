import {h, count, rate, table, words, sum} from './dom.js';

/** The inference servers that workers sample at; null where they compute themselves. */
export function servers(o) {
  return o.servers.length === 0 ? null : h('section', {class: 'card servers'}, h('h2', null, 'Inference servers'),
    table('How they stand, and what of them was not used since the workers began',
      ['server', 'stands', 'version', 'in flight', 'waiting', 'cache', 'tokens a second', 'answers used', 'refused, by cause'],
      o.servers.map(server => [h('code', null, server.name), state(server), server.versions || '–',
        meter(server.window ? server.in_flight / server.window : 0, `${count(server.in_flight)} of ${count(server.window)}`),
        h('span', {class: server.waiting > 0 ? 'warn' : null}, count(server.waiting)),
        meter(server.cache ?? 0, `${Math.round(100 * (server.cache ?? 0))} %`, 0.9),
        rate(server.tokens_per_second), count(server.answers), causes(server.refused)])));
}

function state(server) {
  const serves = server.state === 'serves';
  return h('span', {class: `standing ${serves ? 'good' : 'bad'}`}, serves ? '✓ serves' : `✗ ${server.state}`);
}

/** A share as a short bar with its words; from a limit on it is too much. */
function meter(share, said, limit) {
  return h('span', {class: `share${limit && share > limit ? ' full' : ''}`}, said,
    h('i', {'aria-hidden': 'true'}, h('b', {style: {width: `${Math.round(100 * Math.max(0, Math.min(1, share)))}%`}})));
}

/** The most frequent first. */
function causes(refused) {
  const all = Object.entries(refused).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return all.length === 0 ? 'none' : [h('strong', null, count(sum(refused))), ': ', all.map(([cause, n]) => `${words(cause)} ${count(n)}`).join(', ')];
}
