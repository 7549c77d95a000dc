import {h, text} from './dom.js';

const SCALES = [1, 2, 4, 8, 16, 32, 64];

/** Images enlarged, one after the other, with what is to be said of each. Opened by {@link enlarge}. */
class Lightbox {
  constructor() {
    this.image = h('img', {class: 'pixels', alt: ''});
    this.caption = h('p', {class: 'caption', role: 'status'});
    this.strip = h('div', {class: 'strip'});
    this.node = h('dialog', {class: 'lightbox', 'aria-label': 'Image'},
      h('div', {class: 'head'}, this.caption, h('span', {class: 'tools'},
        this.button('−', 'smaller', () => this.scaleBy(-1)), this.button('+', 'larger', () => this.scaleBy(1)),
        this.button('←', 'previous image', () => this.go(-1)), this.button('→', 'next image', () => this.go(1)), this.button('✕', 'close', () => this.node.close()))),
      h('div', {class: 'stage', tabindex: '0', role: 'group', 'aria-label': 'the image; arrow keys for others, + and − for its size'}, this.image), this.strip);
    this.node.addEventListener('keydown', e => this.key(e));
    this.node.addEventListener('click', e => e.target === this.node && this.node.close());
    this.node.addEventListener('close', () => this.from?.focus?.());
    document.body.append(this.node);
  }

  button(sign, says, onclick) {
    return h('button', {type: 'button', class: 'quiet', 'aria-label': says, title: says, onclick}, sign);
  }

  open(images, at) {
    this.from = document.activeElement;
    this.images = images;
    this.strip.replaceChildren(...(images.length > 1 ? images.map((each, i) => h('button', {type: 'button', 'aria-label': each.caption, onclick: () => this.show(i)}, each.canvas ? each.canvas() : h('img', {src: each.src, alt: '', class: 'pixels'}))) : []));
    this.show(at);
    this.node.showModal();
    this.node.querySelector('.stage').focus();
  }

  show(at) {
    this.at = at;
    const {src, canvas, caption} = this.images[at];
    const fresh = canvas ? canvas() : h('img', {src, class: 'pixels'});
    fresh.setAttribute(canvas ? 'aria-label' : 'alt', caption);
    if (canvas) {
      fresh.setAttribute('role', 'img');
    }
    this.image.replaceWith(fresh);
    this.image = fresh;
    this.scale = null;
    text(this.caption, `${caption}${this.images.length > 1 ? ` (${at + 1} of ${this.images.length})` : ''}`);
    [...this.strip.children].forEach((each, i) => i === at ? each.setAttribute('aria-current', 'true') : each.removeAttribute('aria-current'));
    this.strip.children[at]?.scrollIntoView({block: 'nearest', inline: 'nearest'});
  }

  go(by) {
    this.show((this.at + by + this.images.length) % this.images.length);
  }

  scaleBy(by) {
    const own = this.image.naturalWidth || this.image.width;
    const now = this.scale ?? SCALES.findLastIndex(each => each * own <= this.image.clientWidth);
    this.scale = Math.max(0, Math.min(SCALES.length - 1, Math.max(0, now) + by));
    this.image.style.setProperty('width', `${SCALES[this.scale] * own}px`);
    this.image.style.setProperty('max-width', 'none');
    this.image.style.setProperty('max-height', 'none');
  }

  key(event) {
    const act = {ArrowRight: () => this.go(1), ArrowLeft: () => this.go(-1), '+': () => this.scaleBy(1), '=': () => this.scaleBy(1), '-': () => this.scaleBy(-1)}[event.key];
    event.stopPropagation();
    if (act) {
      event.preventDefault();
      act();
    }
  }
}

let box = null;

/** Opens an image among others: each `{src, caption}`, or `{canvas, caption}` where a function makes it. */
export function enlarge(images, at) {
  box ??= new Lightbox();
  box.open(images, at);
}

/** An image that is enlarged when it is clicked on. */
export function picture(images, at) {
  return h('button', {type: 'button', class: 'picture', 'aria-label': `enlarge ${images[at].caption}`, onclick: () => enlarge(images, at)},
    h('img', {src: images[at].src, alt: images[at].caption, class: 'pixels', loading: 'lazy'}));
}
