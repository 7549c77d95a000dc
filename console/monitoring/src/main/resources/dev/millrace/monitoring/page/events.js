import {h, count, moment, table, words} from './dom.js';

/** By kind, the colour of a mark on the axis. */
const COLOURS = {worker_joined: '--good', learner_restarted: '--warn', rewound: '--bad', step_refused: '--bad', alarm: '--bad', alarm_over: '--faint'};

/** More marks than these on one axis are a hatching: then only the newest are drawn. */
const MOST_MARKS = 60;

/** Where an event stands on the axis: steps, or seconds since 1970. */
export function place(event, time) {
  return time ? event.at / 1000 : event.step;
}

/** Marks on the axis of a chart: a dashed line and a triangle on its foot. */
export function drawEvents(u, events, time, colour) {
  const {min, max} = u.scales.x;
  // What was before the first step stands at its side.
  const at = event => Math.max(place(event, time), u.data[0][0] ?? min);
  const seen = (events || []).filter(event => at(event) >= min && at(event) <= max).slice(-MOST_MARKS);
  const {left, top, width, height} = u.bbox;
  const pen = u.ctx;
  const size = 4 * devicePixelRatio;
  pen.save();
  pen.beginPath();
  pen.rect(left - size, top, width + 2 * size, height + size);
  pen.clip();
  for (const event of seen) {
    const x = Math.round(u.valToPos(at(event), 'x', true));
    pen.strokeStyle = pen.fillStyle = colour(COLOURS[event.kind] || '--faint');
    pen.lineWidth = devicePixelRatio;
    pen.globalAlpha = 0.55;
    pen.setLineDash([3 * devicePixelRatio, 4 * devicePixelRatio]);
    pen.beginPath();
    pen.moveTo(x, top);
    pen.lineTo(x, top + height);
    pen.stroke();
    pen.globalAlpha = 1;
    pen.beginPath();
    pen.moveTo(x, top + height - 1.5 * size);
    pen.lineTo(x - size, top + height);
    pen.lineTo(x + size, top + height);
    pen.fill();
  }
  pen.restore();
}

/** The event that is nearest to a place on the axis, if it is so near that a reader means it. */
export function near(events, x, span, time) {
  let best = null;
  for (const event of events || []) {
    const away = Math.abs(place(event, time) - x);
    if (away <= span / 60 && (best === null || away <= Math.abs(place(best, time) - x))) {
      best = event;
    }
  }
  return best;
}

/** What happened, as a table; the newest first. */
export class Events {
  constructor(state, changed) {
    this.state = state;
    this.changed = changed;
    this.all = [];
    this.summary = h('summary', null, 'Events');
    this.node = h('details', {class: 'as-table card', hidden: true, ontoggle: () => this.tabulate()}, this.summary);
    this.load();
    this.timer = setInterval(() => this.load(), 5000);
  }

  async load() {
    let all;
    try {
      all = await this.state.get('api/events');
    } catch (e) {
      // the link in the header says it
      return;
    }
    if (all.length !== this.all.length || all.at(-1)?.at !== this.all.at(-1)?.at) {
      this.all = all;
      this.node.hidden = all.length === 0;
      this.summary.textContent = `Events on the axes (${count(all.length)})`;
      this.tabulate();
      this.changed(all);
    }
  }

  tabulate() {
    this.node.querySelector('.scroll')?.remove();
    if (this.node.open) {
      this.node.append(table('What happened to the run, newest first; alarms since this page was started', ['when', 'step', 'kind', 'what', 'record'],
        this.all.slice().reverse().map(event => [moment(event.at), count(event.step),
          h('span', {class: 'event-kind', style: {'--colour': `var(${COLOURS[event.kind] || '--faint'})`}}, words(event.kind)),
          event.text, event.record ? h('code', null, event.record) : 'seen by this page'])));
    }
  }

  close() {
    clearInterval(this.timer);
  }
}
