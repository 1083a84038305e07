/** @file Which trials of the table the parallel coordinates have selected. */

const brushListeners = [];
const state = {rows: null};

/** Places in the table's rows, or null for all. */
export const brushed = () => state.rows;

/** Selects some, or all with null. */
export function brush(rows) {
  state.rows = rows === null ? null : new Set(rows);
  brushListeners.forEach(f => f());
}

/** Calls back whenever others are selected. */
export const onBrush = f => brushListeners.push(f);
