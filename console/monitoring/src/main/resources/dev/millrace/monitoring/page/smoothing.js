/**
 * An exponential mean whose bias is corrected, as in Adam: the first values count in full, instead of as if zeros or the
 * first of them had come before for ever. What is absent stays absent.
 *
 * @param strength 0 for none, to 9; a value weighs 1 / (1 + strength²) when it is the newest of many
 */
export function smooth(column, strength) {
  if (!strength) {
    return column;
  }
  const fresh = 1 / (1 + strength * strength);
  let mean = 0;
  let weight = 0;
  return column.map(value => {
    if (value === null || value === undefined) {
      return null;
    }
    mean += fresh * (value - mean);
    weight += fresh * (1 - weight);
    return mean / weight;
  });
}

/** The place of the newest value that is there, or −1. */
export function newest(column) {
  let at = column.length - 1;
  while (at >= 0 && (column[at] === null || column[at] === undefined)) {
    at--;
  }
  return at;
}
