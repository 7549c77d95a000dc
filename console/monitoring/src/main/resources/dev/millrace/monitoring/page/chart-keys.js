/** A chart by the keyboard: the cursor from point to point, zoom around it, and the value under it explained. */
export function moved(chart, event) {
  const act = ACTIONS[event.key];
  if (!chart.plot || !chart.x.length || event.ctrlKey || event.metaKey || event.altKey || !act) {
    return;
  }
  act(chart, event.shiftKey ? 10 : 1);
  event.preventDefault();
  event.stopPropagation();
}

const ACTIONS = {
  ArrowLeft: (chart, by) => go(chart, here(chart) - by),
  ArrowRight: (chart, by) => go(chart, here(chart) + by),
  Home: chart => go(chart, 0),
  End: chart => go(chart, chart.x.length - 1),
  '+': chart => zoom(chart, 0.5),
  '=': chart => zoom(chart, 0.5),
  '-': chart => zoom(chart, 2),
  0: chart => chart.zoomTo(null, true),
  l: chart => chart.logButton.click(),
  s: chart => chart.node.querySelector('[data-save="CSV"]').click(),
  S: chart => chart.node.querySelector('[data-save="PNG"]').click(),
  Enter: chart => chart.legend.querySelector('[data-explain]')?.click(),
};

function here(chart) {
  const at = chart.plot.cursor.idx;
  return at === null || at === undefined || chart.plot.cursor.left < 0 ? chart.x.length - 1 : at;
}

function go(chart, wanted) {
  const at = Math.max(0, Math.min(chart.x.length - 1, wanted));
  chart.plot.setCursor({left: chart.plot.valToPos(chart.x[at], 'x'), top: chart.plot.over.clientHeight / 2});
}

/** A part of the axis around the cursor, so many times as long as the present one; never more than all. */
function zoom(chart, factor) {
  const {min, max} = chart.plot.scales.x;
  const [first, last] = [chart.x[0], chart.x[chart.x.length - 1]];
  const middle = chart.x[here(chart)];
  const half = (max - min) * factor / 2;
  const range = [Math.max(first, middle - half), Math.min(last, middle + half)];
  chart.zoomTo(range[0] <= first && range[1] >= last ? null : range, true);
}
