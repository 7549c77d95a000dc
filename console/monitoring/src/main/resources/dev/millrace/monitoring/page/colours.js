/** There are so many colours, as `--series-1` and so on; more names than these share them and are told by their dashes. */
export const COLOURS = 12;

const DASHES = [undefined, [7, 3], [2, 3]];

/**
 * Colours of the series of one chart, fixed by name: those that are known have their place in the list; any other takes
 * the place that its name hashes to, or the next that is free. No series ever changes its own when another one appears.
 */
export class Colours {
  constructor(known) {
    this.places = new Map((known || []).map((name, i) => [name, i]));
    this.taken = new Set(this.places.values());
  }

  /** The number of the colour, from 1, and the dashes of the line. */
  of(name) {
    if (!this.places.has(name)) {
      const place = this.free(hash(name) % COLOURS);
      this.places.set(name, place);
      this.taken.add(place);
    }
    const place = this.places.get(name);
    return {number: place % COLOURS + 1, dash: DASHES[Math.floor(place / COLOURS) % DASHES.length]};
  }

  free(wanted) {
    for (let round = 0; ; round++) {
      for (let i = 0; i < COLOURS; i++) {
        const place = round * COLOURS + (wanted + i) % COLOURS;
        if (!this.taken.has(place)) {
          return place;
        }
      }
    }
  }
}

/** FNV-1a over the code units. */
function hash(name) {
  let value = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    value = Math.imul(value ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}
