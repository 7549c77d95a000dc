import {h, number} from './dom.js';
import {enlarge} from './group-images.js';

/** Shares of the values that are cut off at both ends, so that single ones do not make all others alike. */
const CUT = 0.01;

/** A button that shows the denoising steps of a drawing: the latent image before each, in false colours, and what came of it. */
export function stepsButton(get, group, t) {
  const says = h('span', {class: 'hint', role: 'status'});
  const button = h('button', {type: 'button', class: 'quiet', onclick: async () => {
    says.textContent = 'reading…';
    try {
      const read = await get(`api/group/latents?${new URLSearchParams({id: group.id, index: t.index, ...(group.offset === undefined ? {} : {at: group.offset})})}`);
      says.textContent = read.steps.length ? '' : 'no step is on the log';
      if (read.steps.length) {
        enlarge([...pictures(read), {src: `image/${t.image}`, caption: `drawing #${t.index}, as it was decoded`}], 0);
      }
    } catch (e) {
      says.textContent = e.message;
    }
  }}, 'denoising steps');
  return h('span', null, button, ' ', says);
}

function pictures({tokens, size, shown, steps, times, window_begin: begin}) {
  const all = steps.flat().sort((a, b) => a - b);
  const low = all[Math.floor(all.length * CUT)];
  const high = all[Math.ceil(all.length * (1 - CUT)) - 1];
  const values = shown < size ? `the first ${shown} of ${size} values` : size === 1 ? 'the only value' : `all ${size} values`;
  const says = `${values} of each latent token as ${shown === 3 ? 'red, green and blue' : 'brightness'}, from ${number(low)} to ${number(high)}`;
  return steps.map((values, i) => ({canvas: () => canvas(values, tokens, shown, low, high),
    caption: `${i < steps.length - 1 ? `before step ${begin + i}` : 'after the last of the trained steps'}${times?.[begin + i] === undefined ? '' : `, at time ${number(times[begin + i])}`}: ${says}`}));
}

/** Tokens stand row by row in a square, or else in one row. */
function canvas(values, tokens, shown, low, high) {
  const side = Math.sqrt(tokens);
  const width = Number.isInteger(side) ? side : tokens;
  const node = h('canvas', {width, height: tokens / width, class: 'pixels'});
  const pen = node.getContext('2d');
  const image = pen.createImageData(width, tokens / width);
  for (let token = 0; token < tokens; token++) {
    for (let c = 0; c < 3; c++) {
      const value = values[token * shown + (shown === 3 ? c : 0)];
      image.data[token * 4 + c] = 255 * (high > low ? (value - low) / (high - low) : 0.5);
    }
    image.data[token * 4 + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
  return node;
}
