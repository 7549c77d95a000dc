import {words} from './dom.js';

const SCORERS = ['accuracy', 'accuracy_strict', 'format', 'instruction', 'knowledge', 'semantic'];

/** Those of answers, then those of images; a mixed run has most of both. */
export const CATEGORIES = ['identify', 'count', 'color', 'attribute', 'position', 'sum', 'largest', 'single_object', 'two_object',
  'counting', 'colors', 'color_attr', 'culture', 'time', 'space', 'biology', 'physics', 'chemistry', 'recolor', 'remove',
  'replace', 'move', 'caption'];

/** Charts in their order: title, what it says, metrics (a name or a test), floor, exact where no smoothing makes sense, all where each metric must be there. */
export const CHARTS = [
  ['Reward', 'mean composed reward of a step', ['reward'], {}],
  ['Reward per task', 'answers and drawn images apart: their scales differ', ['text/reward', 'drawing/reward'], {all: true}],
  ['Reward per scorer', 'mean of each scorer’s value', name => /^rewards\/.+\/mean$/.test(name), {known: SCORERS.map(words)}],
  ['Spread of rewards', 'mean standard deviation within a group, and groups without any', ['reward_std', 'frac_reward_zero_std'], {floor: 0}],
  ['KL to the reference', 'k3 estimate, nat a token', ['kl'], {floor: 0}],
  ['Entropy', 'nat a token', ['entropy'], {}],
  ['Clip fraction', 'tokens whose ratio was clipped, from below and above', ['clip_ratio/low', 'clip_ratio/high', 'actor/pg_clipfrac'], {floor: 0}],
  ['Gradient norm', 'before clipping', ['actor/grad_norm'], {floor: 0}],
  ['Staleness', 'versions between sampling and training', ['staleness/avg', 'staleness/max'], {floor: 0, exact: true}],
  ['Length', 'response tokens', ['completions/mean_length'], {floor: 0}],
  ['Time of a step', 'seconds: waiting for groups, forward and backward, publishing weights', ['perf/time_per_step', 'timing_s/wait', 'timing_s/forward_backward', 'timing_s/publish'], {floor: 0}],
  ['Learning rate', null, ['actor/lr'], {floor: 0, exact: true}],
];

/** What a line is called in a legend. */
export function label(name) {
  const scorer = /^rewards\/(.+)\/mean$/.exec(name);
  return scorer ? words(scorer[1]) : words(name.replace(/^(actor|completions|timing_s|perf)\//, ''));
}

/** The metrics of a chart among those that are there. */
export function present(metrics, options, there) {
  const found = Array.isArray(metrics) ? metrics.filter(name => there[name]) : Object.keys(there).filter(metrics);
  return options.all && found.length < metrics.length ? [] : found;
}
