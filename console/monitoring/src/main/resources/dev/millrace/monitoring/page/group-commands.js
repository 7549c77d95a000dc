import {h} from './dom.js';

/** The command lines that show the same from the log. */
export function commands(group, run) {
  const placed = group.trajectories.filter(t => t.offset !== undefined);
  const first = placed.reduce((least, t) => least && least.offset <= t.offset ? least : t, null);
  const set = `-s run.id=${quoted(run)}`;
  const lines = [[`./millrace watch --group ${quoted(group.id)} ${set}`, 'its answers in a terminal, with every number of each token'],
    [`./millrace show ${quoted(group.id)} ${set}`, 'all that the topics hold of it']];
  if (first) {
    const offsets = `--offsets ${first.partition}:${first.offset}-${first.offset + 1}`;
    lines.push([`./millrace replay --topics ${offsets} --verify ${set}`, 'its rewards and advantages computed again, and compared bit by bit'],
      [`./millrace export ${offsets} -o group.jsonl ${set}`, 'it as a file, for “replay -i group.jsonl” or a program of yours']);
  }
  return h('details', {class: 'commands'}, h('summary', null, 'The same from the log'),
    h('ul', null, lines.map(([line, says]) => h('li', null, h('code', null, line), h('button', {type: 'button', class: 'quiet', 'aria-label': `copy the command: ${says}`, onclick: e => copy(line, e.currentTarget)}, 'copy'), h('small', null, says)))));
}

function quoted(value) {
  return /^[\w./:-]+$/.test(value) ? value : `'${String(value).replaceAll("'", "'\\''")}'`;
}

async function copy(line, button) {
  try {
    await navigator.clipboard.writeText(line);
    button.textContent = 'copied';
  } catch (e) {
    // Where a page may not write there, the line is marked for the reader to do it.
    window.getSelection().selectAllChildren(button.previousElementSibling);
    button.textContent = 'press Ctrl+C';
  }
  setTimeout(() => {
    button.textContent = 'copy';
  }, 1500);
}
