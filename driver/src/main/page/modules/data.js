/** @file The numbers of the report, which the page holds as the constant REPORT. */

export const R = REPORT;

/** The axes by which rows are told apart; what else varies is averaged over within a row. */
export const AXES = R.rows.axes.map(path => R.axes.find(a => a.path === path));

/** All rows: one for each cell and replicate. */
export const ALL_ROWS = [...R.rows.replicate.keys()];

const VALUES = Object.fromEntries(R.rows.axes.map((path, k) => [path, R.rows.values[k]]));

/** For each row the number of its cell: of the values of all its axes. */
const CELLS = (() => {
  const numbers = new Map();
  return ALL_ROWS.map(row => {
    const key = R.rows.values.map(v => v[row]).join();
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key);
  });
})();

/** The index of a row's value on an axis. */
export const valueOf = (row, path) => VALUES[path][row];

/** What `estimate` takes of rows: a value with its cell and its replicate, where there is one. */
export function itemsOf(rows, value, counts) {
  const items = [];
  for (const row of rows) {
    const v = value(row);
    if (v === null || v === undefined) continue;
    const count = counts ? counts[row] : 1;
    items.push({cell: CELLS[row], replicate: R.rows.replicate[row], value: v, count});
  }
  return items;
}

/** Whether a row has a value of some measure. */
export const has = (row, column) => R.rows.measures[column][row] !== null;

/** The values of a final measure of rows. */
export const measured = (rows, column) =>
  itemsOf(rows, row => R.rows.measures[column][row], R.rows.counts[column]);

/** Rows by a key, in the order in which keys are first met. */
export function grouped(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const k = key(row);
    if (!groups.has(k)) groups.set(k, []);
    groups.get(k).push(row);
  }
  return groups;
}

/** How many trials of rows ended otherwise than well, in words; empty if none did. */
export function failuresOf(rows) {
  return Object.entries(R.rows.statuses)
    .filter(([status]) => status !== 'succeeded')
    .map(([status, counts]) => [status.replace('_', ' '), rows.reduce((n, r) => n + counts[r], 0)])
    .filter(([, n]) => n > 0)
    .map(([status, n]) => `${n} ${status}`)
    .join(', ');
}

export const axisOf = path => AXES.find(a => a.path === path);
export const measureOf = column => R.measures.find(m => m.column === column);
