import {h, number, table, clock} from './dom.js';

/** A chart with its table. Series share the x axis; drag zooms, a double click shows all again. */
export class Chart {
  constructor(title, about, options) {
    this.title = title;
    this.options = options || {};
    this.names = [];
    this.plot = null;
    this.box = h('div', {class: 'plot'});
    this.last = h('span', {class: 'last'});
    this.details = h('details', {class: 'as-table', ontoggle: () => this.tabulate()}, h('summary', null, 'Table'));
    this.node = h('figure', {class: 'chart card'},
      h('figcaption', null, h('h3', null, title), this.last, about ? h('p', null, about) : null),
      this.box, this.details);
    this.size = new ResizeObserver(() => this.resize());
    this.size.observe(this.box);
  }

  /** x and columns of y by name; `ghosts` are the names of an earlier run's. */
  show(x, columns, ghosts) {
    const names = Object.keys(columns);
    this.data = [x, ...names.map(name => columns[name])];
    const key = names.join('\n') + (ghosts || []).join('\n');
    if (!this.plot || this.key !== key) {
      this.key = key;
      this.names = names;
      this.ghosts = new Set(ghosts || []);
      this.build();
    } else {
      const zoomed = this.zoom;
      this.plot.setData(this.data, !zoomed);
      if (zoomed) {
        this.plot.redraw();
      }
    }
    this.tell();
    if (this.details.open) {
      this.tabulate();
    }
  }

  build() {
    if (this.plot) {
      this.plot.destroy();
    }
    this.zoom = false;
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue(name).trim();
    const axis = {stroke: colour('--faint'), grid: {stroke: colour('--line'), width: 1},
      ticks: {show: false}, font: '11px system-ui, sans-serif'};
    const palette = [1, 2, 3, 4, 5, 6].map(i => colour(`--series-${i}`));
    let drawn = 0;
    const lines = this.names.map(name => {
      const ghost = this.ghosts.has(name);
      const stroke = ghost ? colour('--ghost') : palette[drawn++ % palette.length];
      return {label: name, stroke, width: ghost ? 1.25 : 1.75, dash: ghost ? [4, 4] : undefined, spanGaps: true,
        points: {show: (u, i) => u.data[0].length < 3}, value: (u, v) => number(v)};
    });
    this.plot = new uPlot({
      width: Math.max(220, this.box.clientWidth), height: 172,
      scales: {x: {time: this.options.time === true}, y: {range: (u, min, max) => range(min, max, this.options)}},
      cursor: {drag: {x: true, y: false, setScale: true}, points: {size: 6}, sync: {key: this.options.sync || 'steps'}},
      legend: {show: true, live: true},
      hooks: {setScale: [(u, scale) => {
        if (scale === 'x' && u.data[0].length > 1) {
          const all = u.data[0];
          this.zoom = u.scales.x.min > all[0] || u.scales.x.max < all[all.length - 1];
        }
      }]},
      series: [{label: this.options.time ? 'time' : 'step', value: (u, v) => v === null ? '–' : this.name(v)}, ...lines],
      axes: [{...axis, size: 28, ...(this.options.time ? {values: (u, ticks) => ticks.map(t => clock(t * 1000).slice(0, 5))} : {})}, {...axis, size: 48, values: (u, ticks) => ticks.map(short)}],
    }, this.data, this.box);
  }

  name(x) {
    return this.options.time ? clock(x * 1000) : String(x);
  }

  tell() {
    const texts = [];
    this.names.forEach((name, i) => {
      if (!this.ghosts.has(name)) {
        const column = this.data[i + 1];
        for (let k = column.length - 1; k >= 0; k--) {
          if (column[k] !== null && column[k] !== undefined) {
            texts.push(number(column[k]));
            break;
          }
        }
      }
    });
    this.last.textContent = texts.length === 1 ? texts[0] : '';
  }

  tabulate() {
    const old = this.details.querySelector('.scroll');
    if (old) {
      old.remove();
    }
    if (!this.details.open || !this.data) {
      return;
    }
    const x = this.data[0];
    const every = Math.max(1, Math.ceil(x.length / 60));
    const rows = [];
    for (let i = x.length - 1; i >= 0; i -= every) {
      rows.push([this.name(x[i]), ...this.names.map((name, k) => number(this.data[k + 1][i]))]);
    }
    this.details.append(table(`${this.title}, newest first`, [this.options.time ? 'time' : 'step', ...this.names], rows));
  }

  resize() {
    if (this.plot && this.box.clientWidth > 0 && Math.abs(this.plot.width - this.box.clientWidth) > 1) {
      this.plot.setSize({width: this.box.clientWidth, height: 172});
    }
  }

  close() {
    this.size.disconnect();
    if (this.plot) {
      this.plot.destroy();
      this.plot = null;
    }
  }
}

function range(min, max, options) {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) {
    return [0, 1];
  }
  const low = options.floor === 0 ? Math.min(0, min) : min;
  const pad = (max - low) * 0.08 || Math.abs(max) * 0.1 || 0.5;
  return [options.floor === 0 && min >= 0 ? 0 : low - pad, max + pad];
}

function short(v) {
  const size = Math.abs(v);
  if (v === 0) {
    return '0';
  }
  if (size >= 1e6) {
    return `${+(v / 1e6).toFixed(1)}M`;
  }
  if (size >= 1e4) {
    return `${+(v / 1e3).toFixed(1)}k`;
  }
  return size < 0.001 ? v.toExponential(0) : String(+v.toPrecision(3));
}

/** Mean of a window that grows with the smoothing, 0 to 9. */
export function smooth(column, strength) {
  if (!strength) {
    return column;
  }
  const alpha = 1 / (1 + strength * strength);
  let mean = null;
  return column.map(v => {
    if (v === null || v === undefined) {
      return mean;
    }
    mean = mean === null ? v : mean + alpha * (v - mean);
    return mean;
  });
}
