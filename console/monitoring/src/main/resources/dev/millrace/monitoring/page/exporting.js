import {number} from './dom.js';

/** What a chart holds as a table of text: a column for each series, numbers as they were recorded. */
export function csv(chart) {
  const time = chart.options.time === true;
  const head = [time ? 'time' : 'step', ...chart.series.map(one => one.run ? `${one.metric || one.name} (${one.run})` : one.metric || one.name)];
  const rows = chart.x.map((x, i) => [time ? new Date(x * 1000).toISOString() : x, ...chart.series.map(one => one.values[i] ?? '')]);
  return [head.map(cell), ...rows].map(row => row.join(',')).join('\n') + '\n';
}

/** A cell that a spreadsheet takes as text: a name that begins like a formula does is none. */
function cell(text) {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function json(chart) {
  const time = chart.options.time === true;
  return JSON.stringify({title: chart.title, about: chart.about || undefined, axis: time ? 'time in milliseconds since 1970' : 'step',
    x: time ? chart.x.map(x => Math.round(x * 1000)) : chart.x,
    series: chart.series.map(one => ({name: one.name, metric: one.metric, run: one.run, values: one.values.map(value => value ?? null)})),
    events: (chart.events || []).map(({at, step, kind, text, record}) => ({at, step, kind, text, record}))}, null, 1) + '\n';
}

/** The chart with its title and its legend, as it is drawn now. */
export function png(chart) {
  const plot = chart.plot.root.querySelector('canvas');
  const scale = devicePixelRatio || 1;
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(name).trim();
  const shown = chart.series.map((one, i) => ({name: one.run ? `${one.name}, ${one.run}` : one.name, i}))
    .filter(({name}) => !chart.hidden.has(name));
  const head = 30 * scale;
  const row = 18 * scale;
  const canvas = document.createElement('canvas');
  canvas.width = plot.width + 20 * scale;
  canvas.height = head + plot.height + row * shown.length + 12 * scale;
  const pen = canvas.getContext('2d');
  pen.fillStyle = colour('--card');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = colour('--ink');
  pen.font = `600 ${14 * scale}px system-ui, sans-serif`;
  pen.fillText(chart.title, 12 * scale, 20 * scale);
  pen.drawImage(plot, 10 * scale, head);
  pen.font = `${12 * scale}px system-ui, sans-serif`;
  shown.forEach(({name, i}, at) => {
    const y = head + plot.height + row * (at + 0.7);
    pen.fillStyle = chart.looks[i].stroke;
    pen.fillRect(12 * scale, y - 5 * scale, 14 * scale, 3 * scale);
    pen.fillStyle = colour('--soft');
    const values = chart.series[i].values.filter(value => value !== null && value !== undefined);
    pen.fillText(`${name}  ${number(values.at(-1))}`, 32 * scale, y);
  });
  return new Promise(resolve => {
    canvas.toBlob(resolve, 'image/png');
  });
}

/** Gives a file to the reader, under a name of letters, digits and dashes. */
export function save(content, type, title, ending) {
  const blob = content instanceof Blob ? content : new Blob([content], {type});
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'chart'}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
