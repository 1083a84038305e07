/** @file The parts that every section is made of. */
import {number} from './text.js';

/** An element with attributes and children; text is always text, never markup. */
export function el(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) {
    if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
    else if (v !== null && v !== undefined) e.setAttribute(k, v);
  }
  e.append(...children.filter(c => c !== null && c !== undefined));
  return e;
}

export function section(id, heading, ...intro) {
  const s = el(
    'section',
    {id, 'aria-labelledby': id + '-h'},
    el('h2', {id: id + '-h'}, heading),
    ...intro.map(t => el('p', {}, t)),
  );
  document.getElementById('main').append(s);
  document.getElementById('contents').append(el('a', {href: '#' + id}, heading));
  return s;
}

export function select(name, options, onchange, value) {
  const s = el('select', {onchange: e => onchange(e.target.value), 'aria-label': name});
  for (const [v, text] of options)
    s.append(el('option', v === value ? {value: v, selected: ''} : {value: v}, text));
  return options.length < 2 ? null : el('label', {}, name + ' ', s);
}

/** Has a list of a name show a value that was chosen otherwise than by its reader. */
export function showChosen(parent, name, value) {
  const list = parent.querySelector(`select[aria-label="${name}"]`);
  if (list) list.value = value;
}

export function table(headings, rows, textColumns) {
  const kind = i => (textColumns.includes(i) ? {class: 'text'} : {});
  return el(
    'div',
    {class: 'scroll', tabindex: '0'},
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el('tr', {}, ...headings.map((h, i) => el('th', {scope: 'col', ...kind(i)}, h))),
      ),
      el(
        'tbody',
        {},
        ...rows.map(r =>
          el(
            'tr',
            {},
            ...r.map((c, i) =>
              el('td', kind(i), typeof c === 'number' ? number(c) : c === null ? '–' : String(c)),
            ),
          ),
        ),
      ),
    ),
  );
}

/** A box to be ticked. */
export const check = (name, onchange) =>
  el(
    'label',
    {},
    el('input', {type: 'checkbox', 'aria-label': name, onchange: e => onchange(e.target.checked)}),
    ' ' + name,
  );
