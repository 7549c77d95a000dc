const MOST_CELLS = 4e6;

/**
 * What two lists of words have in common, as runs `{kind: 'same' | 'left' | 'right', words}`: the longest common
 * subsequence. Where that would take too long, what differs is one run of each.
 */
export function diff(left, right) {
  let begin = 0;
  while (begin < left.length && begin < right.length && left[begin] === right[begin]) {
    begin++;
  }
  let end = 0;
  while (end < left.length - begin && end < right.length - begin && left[left.length - 1 - end] === right[right.length - 1 - end]) {
    end++;
  }
  const runs = [];
  add(runs, 'same', left.slice(0, begin));
  middle(runs, left.slice(begin, left.length - end), right.slice(begin, right.length - end));
  add(runs, 'same', left.slice(left.length - end));
  return runs;
}

function add(runs, kind, words) {
  if (!words.length) {
    return;
  }
  const last = runs[runs.length - 1];
  last?.kind === kind ? last.words.push(...words) : runs.push({kind, words: [...words]});
}

function middle(runs, left, right) {
  const n = left.length;
  const m = right.length;
  if (n * m === 0 || n * m > MOST_CELLS) {
    add(runs, 'left', left);
    add(runs, 'right', right);
    return;
  }
  const common = Array.from({length: n + 1}, () => new Uint16Array(m + 1));
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      common[i][j] = left[i] === right[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  let i = 0;
  let j = 0;
  while (i < n && j < m) {
    if (left[i] === right[j]) {
      add(runs, 'same', [left[i]]);
      i++;
      j++;
    } else if (common[i + 1][j] >= common[i][j + 1]) {
      add(runs, 'left', [left[i++]]);
    } else {
      add(runs, 'right', [right[j++]]);
    }
  }
  add(runs, 'left', left.slice(i));
  add(runs, 'right', right.slice(j));
}
