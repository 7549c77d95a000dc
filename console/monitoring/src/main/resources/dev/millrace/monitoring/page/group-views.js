import {h, number, count, several} from './dom.js';
import {enlarge} from './group-images.js';

/** What parts the noise from the patches, which are drawn from one seed. */
const NOISE = 0x4E4F495345n;

/** Larger images take too long to be noised here. */
const MOST_PIXELS = 1 << 18;

/** The generator that the views are drawn with, Java's SplittableRandom: a seed gives the same numbers here as there. */
class Draws {
  constructor(seed) {
    this.state = BigInt.asUintN(64, seed);
  }

  /** From 0 to below 1. */
  next() {
    this.state = BigInt.asUintN(64, this.state + 0x9e3779b97f4a7c15n);
    let z = this.state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return Number((z ^ (z >> 31n)) >> 11n) * 2 ** -53;
  }
}

/** Which patches of the strong view are black, row by row. */
export function blackened(seed, rows, columns, probability) {
  const draws = new Draws(BigInt(seed));
  return Array.from({length: rows * columns}, () => draws.next() < probability);
}

/** The values of the weak view, of those of an image from 0 to 1: pixel by pixel, red, green and blue. */
export function noised(values, sigma, seed) {
  const draws = new Draws(BigInt(seed) ^ NOISE);
  const bounded = x => Math.min(1, Math.max(0, x));
  const seen = [...values];
  for (let i = 0; i < seen.length; i += 2) {
    const radius = sigma * Math.sqrt(-2 * Math.log(1 - draws.next()));
    const angle = 2 * Math.PI * draws.next();
    seen[i] = bounded(seen[i] + radius * Math.cos(angle));
    if (i + 1 < seen.length) {
      seen[i + 1] = bounded(seen[i + 1] + radius * Math.sin(angle));
    }
  }
  return seen;
}

/**
 * A button that shows the two views against which S and S′ of the answers were measured, made again from the images of the
 * prompt and the seed; null where none was measured.
 */
export function viewsButton({images, views}) {
  if (!views || !images.length) {
    return null;
  }
  const says = h('span', {class: 'hint', role: 'status'});
  return h('p', null, h('button', {type: 'button', class: 'quiet', onclick: async () => {
    says.textContent = 'reading…';
    try {
      const loaded = await Promise.all(images.map(load));
      says.textContent = '';
      enlarge(loaded.flatMap((image, place) => pictures(image, place, views)), 0);
    } catch (e) {
      says.textContent = 'an image is no longer on the topic';
    }
  }}, 'views for S and S′'), ' ', says);
}

async function load(hash) {
  const image = new Image();
  image.src = `image/${hash}`;
  await image.decode();
  return image;
}

function pictures(image, place, {seed, mask_probability: probability, noise_sigma: sigma, grids}) {
  const own = String(BigInt(seed) + BigInt(place));
  const name = `image ${place + 1}`;
  const shown = [{src: image.src, caption: `${name}, as it was asked`}];
  const grid = grids[place];
  if (grid) {
    const black = blackened(own, ...grid, probability);
    shown.push({canvas: () => strong(image, grid, black),
      caption: `${name} with ${count(black.filter(Boolean).length)} of ${several(black.length, 'patch', 'patches')} black, each with probability ${number(probability)}: S is measured to this view`});
  }
  if (image.naturalWidth * image.naturalHeight <= MOST_PIXELS) {
    shown.push({canvas: () => weak(image, sigma, own),
      caption: `${name} with noise of σ ${number(sigma)}, drawn for its own size of ${image.naturalWidth} × ${image.naturalHeight}: S′ is measured to this view, or to noise as strong where the policy sees another size`});
  }
  return shown;
}

/** The image, every patch as many whole pixels. */
function strong(image, [rows, columns], black) {
  const wide = Math.ceil(image.naturalWidth / columns);
  const high = Math.ceil(image.naturalHeight / rows);
  const node = h('canvas', {width: wide * columns, height: high * rows, class: 'pixels'});
  const pen = node.getContext('2d');
  pen.imageSmoothingEnabled = false;
  pen.drawImage(image, 0, 0, node.width, node.height);
  pen.fillStyle = '#000';
  black.forEach((isBlack, i) => isBlack && pen.fillRect(i % columns * wide, Math.floor(i / columns) * high, wide, high));
  return node;
}

function weak(image, sigma, seed) {
  const node = h('canvas', {width: image.naturalWidth, height: image.naturalHeight, class: 'pixels'});
  const pen = node.getContext('2d');
  pen.drawImage(image, 0, 0);
  const pixels = pen.getImageData(0, 0, node.width, node.height);
  const at = i => Math.floor(i / 3) * 4 + i % 3;
  const values = Array.from({length: node.width * node.height * 3}, (none, i) => pixels.data[at(i)] / 255);
  noised(values, sigma, seed).forEach((value, i) => {
    pixels.data[at(i)] = Math.round(value * 255);
  });
  pen.putImageData(pixels, 0, 0);
  return node;
}
