/** @file Which trials count: all, or those with some values on some axes. */
import {ALL_ROWS, AXES, R, grouped, valueOf} from './data.js';
import {el, section} from './elements.js';
import {counted} from './text.js';

const allowed = new Map(AXES.map(a => [a.path, new Set(a.values.keys())]));
const listeners = [];

/** An axis with more values is narrowed by a range or by a part of its names instead of boxes. */
const MOST_BOXES = 40;

/** More names are told as a range. */
const MOST_NAMES = 8;

/** Whether an axis is not whole. */
const isNarrowed = a => allowed.get(a.path).size < a.values.length;

/** The rows that count. */
export function selectedRows() {
  const narrowed = AXES.filter(isNarrowed);
  return narrowed.length === 0
    ? ALL_ROWS
    : ALL_ROWS.filter(row => narrowed.every(a => allowed.get(a.path).has(valueOf(row, a.path))));
}

/** Some of the rows that count, by the values of an axis at which there are any, in their order. */
export function rowsAlong(axis, isWanted) {
  const byValue = grouped(selectedRows().filter(isWanted), row => valueOf(row, axis.path));
  return selectedValues(axis)
    .filter(at => byValue.has(at))
    .map(at => ({at, rows: byValue.get(at)}));
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
  document.querySelectorAll(`#selection input[data-part="${path}"]`).forEach(field => {
    field.value = '';
  });
  document.querySelectorAll(`#selection input[data-path="${path}"]`).forEach(box => {
    box.checked = allowed.get(path).has(+box.value);
  });
  listeners.forEach(f => f());
}

/** Whether an axis has one value in some rows wherever others are the same: nothing is averaged. */
function isTied(axis, shown, rows) {
  const only = new Map();
  return rows.every(row => {
    const place = shown.map(path => valueOf(row, path)).join(':'),
      value = valueOf(row, axis.path);
    if (!only.has(place)) only.set(place, value);
    return only.get(place) === value;
  });
}

/** Labels of the axes that a plot of some rows averages over. */
function averagedOver(shown, rows, isVaried) {
  const paths = shown.filter(Boolean);
  return AXES.filter(a => !paths.includes(a.path) && isVaried(a) && !isTied(a, paths, rows)).map(
    a => a.label,
  );
}

/**
 * What a plot that shows some axes says of the others: over which it averages, and which are held
 * fixed.
 */
export function averaging(shown) {
  const over = averagedOver(shown, selectedRows(), a => allowed.get(a.path).size > 1);
  const dropped = R.axes.filter(a => !AXES.includes(a)).map(a => a.label);
  const all = [...over, ...dropped];
  return (all.length ? `, averaged over ${all.join(', ')}` : '') + held();
}

/**
 * The same of a plot of some of the rows that count: where they have fewer values of an axis than
 * are selected, these are told, and why there are no others.
 */
export function averagingOf(rows, shown, why) {
  const valuesOf = axis => {
    const there = new Set(rows.map(row => valueOf(row, axis.path)));
    return selectedValues(axis).filter(i => there.has(i));
  };
  const over = averagedOver(shown, rows, a => valuesOf(a).length > 1);
  const dropped = R.axes.filter(a => !AXES.includes(a)).map(a => a.label);
  const all = [...over, ...dropped];
  const fewer = AXES.map(a => [a, valuesOf(a)])
    .filter(([a, values]) => values.length && values.length < selectedValues(a).length)
    .map(
      ([a, values]) =>
        `${a.label} ${heldAt(
          a,
          values.map(i => a.names[i]),
        )}`,
    );
  return (
    (all.length ? `, averaged over ${all.join(', ')}` : '') +
    held() +
    (fewer.length ? `; ${why} at ${fewer.join(', ')} alone` : '')
  );
}

/**
 * What a plot says that is not of the selection: over which axes it averages, and that it has all
 * trials.
 */
export function ofAllTrials(shown) {
  const over = R.axes.filter(a => !shown.includes(a.path)).map(a => a.label);
  return (
    (over.length ? `, averaged over ${over.join(', ')}` : '') +
    (AXES.length ? '; all trials, whatever is selected above' : '')
  );
}

/** Whether a cell, the index of its value on each axis of the report, has values that count. */
export const isCellSelected = cell =>
  AXES.filter(isNarrowed).every(a => allowed.get(a.path).has(cell[R.axes.indexOf(a)]));

/** Which axes are held at some of their values. */
export const held = () =>
  AXES.filter(isNarrowed)
    .map(
      a =>
        `, ${a.label} ${heldAt(
          a,
          selectedValues(a).map(i => a.names[i]),
        )} only`,
    )
    .join('');

function heldAt(axis, names) {
  if (names.length <= MOST_NAMES) return names.join(' or ') || 'of no value';
  return axis.numeric
    ? `${names[0]} to ${names[names.length - 1]} (${names.length} values)`
    : `of ${names.length} values`;
}

/** A field that narrows an axis of many values. */
const field = (axis, label, type, narrow) =>
  el(
    'label',
    {},
    label + ' ',
    el('input', {
      type,
      step: type === 'number' ? 'any' : null,
      'aria-label': `${axis.label} ${label}`,
      'data-part': axis.path,
      oninput: narrow,
    }),
  );

/** Two ends of a range for numbers, a part of the names for others. */
function fields(axis) {
  const set = keep => {
    allowed.set(axis.path, new Set([...axis.values.keys()].filter(keep)));
    listeners.forEach(f => f());
  };
  if (!axis.numeric)
    return [field(axis, 'contains', 'text', e => set(i => axis.names[i].includes(e.target.value)))];
  const narrow = () => {
    // as the fields are now, which whoever allows all values empties
    const [from, to] = ends.map(end => end.querySelector('input').value),
      low = from === '' ? -Infinity : +from,
      high = to === '' ? Infinity : +to,
      isWhole = from === '' && to === '';
    set(i => isWhole || (+axis.values[i] >= low && +axis.values[i] <= high));
  };
  const ends = ['from', 'to'].map(label => field(axis, label, 'number', narrow));
  return [el('span', {}, `${axis.values.length} values `), ...ends];
}

export function selection() {
  if (!AXES.length) return;
  const s = section(
    'selection',
    'Which trials count',
    'Clear a box to leave out the trials with that value: of the plots of recovery, the phase ' +
      'diagram, the learning curves, the rivals, the parts of the loss, the worst trials and the ' +
      'coordinates; other plots say that they have all trials. Hold an axis at one value by “only”.',
  );
  const said = el('p', {id: 'selected', 'aria-live': 'polite'});
  const tell = () => {
    const left = AXES.filter(isNarrowed).length;
    said.textContent = left
      ? `${counted(selectedRows().length, 'row')} of ${ALL_ROWS.length} count.`
      : 'All trials count.';
  };
  for (const axis of AXES) {
    const isMany = axis.values.length > MOST_BOXES;
    const boxes = (isMany ? [] : axis.values).map((v, i) =>
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
            'data-value': v,
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
    s.append(
      el('fieldset', {}, el('legend', {}, axis.label), ...(isMany ? fields(axis) : boxes), all),
    );
  }
  onSelection(tell);
  tell();
  s.append(said);
}
