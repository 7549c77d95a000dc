/** Steps that a browser holds at most. Beyond, every second one goes, however long the page is open. */
export const MOST_STEPS = 3000;

export function noSteps() {
  return {step: [], at: [], metrics: {}};
}

/**
 * Adds steps, which come as columns; a step that is known already replaces what follows it. Those that stay when there are
 * too many are as they were recorded, the newest among them; the longer ago, the sparser they are.
 */
export function addSteps(all, fresh) {
  if (!fresh.step.length) {
    return;
  }
  let keep = all.step.length;
  while (keep > 0 && all.step[keep - 1] >= fresh.step[0]) {
    keep--;
  }
  if (keep < all.step.length) {
    columns(all).forEach(column => {
      column.length = keep;
    });
  }
  all.step.push(...fresh.step);
  all.at.push(...fresh.at);
  for (const name of new Set([...Object.keys(all.metrics), ...Object.keys(fresh.metrics)])) {
    const column = all.metrics[name] || (all.metrics[name] = new Array(keep).fill(null));
    column.push(...(fresh.metrics[name] || fresh.step.map(() => null)));
  }
  thin(all);
}

function thin(all) {
  while (all.step.length > MOST_STEPS) {
    const newest = all.step.length - 1;
    columns(all).forEach(column => {
      let kept = 0;
      column.forEach((value, i) => {
        if ((newest - i) % 2 === 0) {
          column[kept++] = value;
        }
      });
      column.length = kept;
    });
  }
}

function columns(all) {
  return [all.step, all.at, ...Object.values(all.metrics)];
}
