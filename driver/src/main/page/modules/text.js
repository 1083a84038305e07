/** @file Numbers and names as a reader sees them. */
import {R} from './data.js';

export const number = v =>
  v === null || v === undefined
    ? '–'
    : Math.abs(v) >= 1000 && Number.isInteger(v)
      ? v.toLocaleString('en')
      : String(+(+v).toPrecision(4));

export const escaped = t => String(t).replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');

export const interval = i =>
  i.n > 1
    ? `${number(i.mean)} [${number(i.low)}, ${number(i.high)}], n = ${i.n}`
    : `${number(i.mean)}, n = 1`;

export const range = ns => {
  const low = Math.min(...ns),
    high = Math.max(...ns);
  return `n = ${number(low)}${low === high ? '' : ' to ' + number(high)}`;
};

export const measure = column => R.measures.find(m => m.column === column);

export const named = m => m.label + (m.unit ? ` (${m.unit})` : '');

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
