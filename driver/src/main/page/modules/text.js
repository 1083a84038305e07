/** @file Numbers and names as a reader sees them. */
import {R} from './data.js';

export const number = v =>
  v === null || v === undefined
    ? '–'
    : Math.abs(v) >= 1000 && Number.isInteger(v)
      ? v.toLocaleString('en')
      : String(+(+v).toPrecision(4));

/** A number as it stands where there is little room. */
export const short = v => String(+(+v).toPrecision(3));

export const escaped = t => String(t).replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');

/** What stands below means where replicates are taken together. */
export const batched = () =>
  R.rows.isBatched
    ? ' Seeds are taken together in batches, whose means the intervals are made of.'
    : '';

/** A number with what is counted: 1 seed, 2 seeds. */
export const counted = (n, what) => `${number(n)} ${what}${n === 1 ? '' : 's'}`;

/** What n replicates are called: 1 seed, 2 seeds, 1 batch of seeds. */
export const replicatesAre = n =>
  R.rows.isBatched ? `${n === 1 ? 'batch' : 'batches'} of seeds` : `seed${n === 1 ? '' : 's'}`;

/** The least and the greatest of some numbers of replicates. */
export const replicatesOf = ns => `${range(ns)} ${replicatesAre(Math.max(...ns))}`;

/** How many replicates are behind a point, in the setting with the fewest and at all, and settings. */
export const sizeOf = p =>
  `n = ${p.least < p.n ? `${number(p.least)} to ` : ''}${counted(p.n, 'seed')}` +
  (p.cells > 1 ? ` in ${counted(p.cells, 'setting')}` : '');

/** A mean, its interval, and what they are of. */
export const estimated = p =>
  `${number(p.mean)}${p.low === null ? '' : ` [${number(p.low)}, ${number(p.high)}]`}, ${sizeOf(p)}`;

/** The least and the greatest of some counts. */
export const range = ns => {
  const low = Math.min(...ns),
    high = Math.max(...ns);
  return `n = ${number(low)}${low === high ? '' : ' to ' + number(high)}`;
};

/**
 * How many replicates are behind points, and where: n = 3 to 5 seeds in 2 settings at every point,
 * 3 in the setting that has the fewest and 5 in all settings of a point together.
 */
export function sizesOf(points, where) {
  if (!points.length) return 'n = 0: no trial has this measure';
  const cells = points.map(p => p.cells),
    least = Math.min(...cells),
    most = Math.max(...cells);
  const settings =
    most === 1 ? '' : ` in ${least === most ? most : `${least} to ${most}`} settings`;
  const ns = points.flatMap(p => [p.least, p.n]);
  return `${range(ns)} seed${Math.max(...ns) === 1 ? '' : 's'}${settings} ${where}`;
}

export const named = m => m.label + (m.unit ? ` (${m.unit})` : '');

/** A sentence with a capital, but for n, and a full stop. */
export const sentence = t =>
  t
    ? (t.startsWith('n = ') ? 'n' : t[0].toUpperCase()) + t.slice(1) + (/[.!?]$/.test(t) ? '' : '.')
    : '';

/** A text of letters so wide on average, in pixels, in lines that fit. */
export function lines(text, letter, room) {
  const all = [''];
  for (const word of (text || '').split(' ')) {
    const last = all[all.length - 1],
      longer = last ? last + ' ' + word : word;
    if (last && longer.length * letter > room) all.push(word);
    else all[all.length - 1] = longer;
  }
  return all;
}

/** A name that a file may have. */
export const slug = text =>
  `espalier-${R.overview.sweep}-${text.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.replace(
    /-$/,
    '',
  );
