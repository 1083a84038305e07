/** @file Means over cells of means over replicates, with their intervals. */
import {R} from './data.js';

/** Student's quantile at .975; beyond the table it is that of the normal distribution, to 2 digits. */
const student = freedom => R.students[Math.min(Math.max(1, freedom), R.students.length) - 1];

/**
 * The mean over cells of the means over replicates, so that different settings are no replicates;
 * its standard error adds up the deviations from the cells' means by replicate before squaring, for
 * cells may share seeds:
 *
 *   se = sqrt(sum over s of (sum over c of (y_cs - m_c) / sqrt(n_c (n_c - 1)))^2) / C
 *
 * The interval is at 95 %; the class Interval says by which method. Where a cell has a single
 * replicate there is none: low and high are null.
 *
 * Of batches n_c is their number, and each has the weight w of its trials among those of the cell:
 * in place of 1 / sqrt(n_c (n_c - 1)) there is w sqrt(n_c / (n_c - 1)). So the mean is that over
 * trials, as in the tables, however many a batch has.
 *
 * Of n replicates not every cell has all: `least` is how many the cell has that has the fewest, by
 * which the interval goes. Of batches the spread is worth what so many batches tell.
 *
 * @param items values with cell, replicate, and how many trials they stand for
 * @param bounds the least and greatest value that there can be, null where there is none
 */
export function estimate(items, bounds) {
  const cells = new Map(),
    seeds = new Map();
  let trials = 0;
  for (const {cell, replicate, value, count} of items) {
    const c = cells.get(cell) || {sum: 0, n: 0, trials: 0};
    c.sum += value * count;
    c.n++;
    c.trials += count;
    cells.set(cell, c);
    seeds.set(replicate, Math.max(count, seeds.get(replicate) || 0));
    trials += count;
  }
  const C = cells.size;
  if (C === 0) return null;
  let mean = 0,
    fewest = Infinity;
  for (const {sum, n, trials: all} of cells.values()) {
    mean += sum / all / C;
    fewest = Math.min(fewest, n);
  }
  const n = [...seeds.values()].reduce((a, b) => a + b, 0);
  const least = Math.min(...[...cells.values()].map(c => c.trials));
  const point = {mean, low: null, high: null, n, least, cells: C, trials};
  if (fewest < 2) return point;
  const deviations = new Map();
  for (const {cell, replicate, value, count} of items) {
    const c = cells.get(cell);
    const u = (value - c.sum / c.trials) * (count / c.trials) * Math.sqrt(c.n / (c.n - 1));
    deviations.set(replicate, (deviations.get(replicate) || 0) + u);
  }
  let squares = 0;
  for (const u of deviations.values()) squares += u * u;
  return {...point, ...interval(mean, squares / (C * C), {fewest, least}, bounds)};
}

/**
 * The ends of the interval for a mean with a variance, in which the cell with the fewest has so many
 * values, and they so many trials.
 */
function interval(mean, variance, {fewest, least}, {low, high}) {
  const t = student(fewest - 1);
  if (low !== null && high !== null) {
    const range = high - low,
      m = (mean - low) / range,
      v = variance / (range * range);
    if (v < 1e-20) {
      const unseen = 1 - 0.025 ** (1 / least);
      return {low: mean - unseen * (mean - low), high: mean + unseen * (high - mean)};
    }
    const k = (t * t * v) / (m * (1 - m));
    const root = Math.sqrt((k * k) / 4 + k * m * (1 - m));
    return {
      low: low + range * Math.max(0, (m + k / 2 - root) / (1 + k)),
      high: low + range * Math.min(1, (m + k / 2 + root) / (1 + k)),
    };
  }
  // equal but for rounding
  if (Math.sqrt(variance) <= 1e-10 * Math.abs(mean)) return {low: null, high: null};
  const half = t * Math.sqrt(variance);
  if (low === 0 && mean > 0) {
    const factor = Math.exp(half / mean);
    return {low: mean / factor, high: mean * factor};
  }
  return {low: mean - half, high: mean + half};
}
