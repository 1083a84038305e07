/** @file Which trials count: all, or those with some values on some axes. */
import {ALL_ROWS, AXES, R, valueOf} from './data.js';
import {el, section} from './elements.js';
import {counted} from './text.js';

const allowed = new Map(AXES.map(a => [a.path, new Set(a.values.keys())]));
const listeners = [];

/** Whether an axis is not whole. */
const isNarrowed = a => allowed.get(a.path).size < a.values.length;

/** The rows that count. */
export function selectedRows() {
  const narrowed = AXES.filter(isNarrowed);
  return narrowed.length === 0
    ? ALL_ROWS
    : ALL_ROWS.filter(row => narrowed.every(a => allowed.get(a.path).has(valueOf(row, a.path))));
}

/** Indices of an axis's values that count, in order. */
export const selectedValues = axis =>
  [...axis.values.keys()].filter(i => allowed.get(axis.path).has(i));

/** Calls back whenever the selection changes. */
export const onSelection = f => listeners.push(f);

/** Leaves one value of an axis, or gives it all of them. */
export function fix(path, index) {
  const axis = AXES.find(a => a.path === path);
  allowed.set(path, new Set(index === null ? axis.values.keys() : [index]));
  document.querySelectorAll(`#selection input[data-path="${path}"]`).forEach(box => {
    box.checked = allowed.get(path).has(+box.value);
  });
  listeners.forEach(f => f());
}

/**
 * What a plot that shows some axes says of the others: over which it averages, and which are held
 * fixed.
 */
export function averaging(shown) {
  const others = AXES.filter(a => !shown.includes(a.path));
  const over = others.filter(a => allowed.get(a.path).size > 1).map(a => a.label);
  const dropped = R.axes.filter(a => !AXES.includes(a)).map(a => a.label);
  const all = [...over, ...dropped];
  return (all.length ? `, averaged over ${all.join(', ')}` : '') + held();
}

/** Which axes are held at some of their values. */
export const held = () =>
  AXES.filter(isNarrowed)
    .map(
      a =>
        `, ${a.label} ${selectedValues(a)
          .map(i => a.names[i])
          .join(' or ')} only`,
    )
    .join('');

export function selection() {
  if (!AXES.length) return;
  const s = section(
    'selection',
    'Which trials count',
    'Clear a box to leave out the trials with that value: of the plots of recovery, the phase ' +
      'diagram and the learning curves. Hold an axis at one value by “only”.',
  );
  const said = el('p', {id: 'selected', 'aria-live': 'polite'});
  const tell = () => {
    const left = AXES.filter(isNarrowed).length;
    said.textContent = left
      ? `${counted(selectedRows().length, 'row')} of ${ALL_ROWS.length} count.`
      : 'All trials count.';
  };
  for (const axis of AXES) {
    if (axis.values.length > 40) continue;
    const boxes = axis.values.map((v, i) =>
      el(
        'span',
        {class: 'value'},
        el(
          'label',
          {},
          el('input', {
            type: 'checkbox',
            checked: '',
            value: i,
            'data-path': axis.path,
            onchange: e => {
              const set = allowed.get(axis.path);
              if (e.target.checked) set.add(i);
              else set.delete(i);
              listeners.forEach(f => f());
            },
          }),
          ' ' + axis.names[i],
        ),
        el(
          'button',
          {
            type: 'button',
            'aria-label': `${axis.label} ${axis.names[i]} only`,
            onclick: () => fix(axis.path, i),
          },
          'only',
        ),
      ),
    );
    const all = el(
      'button',
      {type: 'button', 'aria-label': `all of ${axis.label}`, onclick: () => fix(axis.path, null)},
      'all',
    );
    s.append(el('fieldset', {}, el('legend', {}, axis.label), ...boxes, all));
  }
  onSelection(tell);
  tell();
  s.append(said);
}
