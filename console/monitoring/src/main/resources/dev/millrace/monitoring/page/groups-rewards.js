import {h, number} from './dom.js';

/**
 * A dot for each trajectory of a group, fuller the higher its reward lies between 0, or the lowest reward, and 1, or the
 * highest one; a ring where there is none. A reader is told the numbers.
 */
export function dots(rewards, label) {
  const told = (rewards || []).filter(Number.isFinite);
  const low = Math.min(0, ...told);
  const high = Math.max(1, ...told);
  const says = rewards?.length ? rewards.map(r => Number.isFinite(r) ? number(r) : 'none').join(', ') : 'none';
  return h('span', {class: `dots ${rewards?.length > 16 ? 'many' : ''}`, role: 'img', 'aria-label': `${label || 'rewards'}: ${says}`, title: says},
    (rewards || []).map(r => h('i', Number.isFinite(r) ? {style: {'--full': ((r - low) / (high - low)).toFixed(3)}} : {class: 'none'})));
}
