/** @file All trials. */
import {brushed, onBrush} from './brush.js';
import {R} from './data.js';
import {check, el, section} from './elements.js';
import {number} from './text.js';

export function trials() {
  const t = R.trials;
  const s = section(
    'trials',
    'Trials',
    t.rows.length < t.trials
      ? `The first ${number(t.rows.length)} of ${number(t.trials)} by id; the others are in the tables.`
      : `All ${number(t.trials)}.`,
  );
  const state = {column: -1, descending: false, filter: '', isWhole: false};
  const body = el('tbody', {});
  const side = t.columns.map((c, i) =>
    t.rows.some(r => typeof r[i] === 'string' && Number.isNaN(Number(r[i]))) ? {class: 'left'} : {},
  );
  const heads = t.columns.map((c, i) =>
    el(
      'th',
      {
        scope: 'col',
        'aria-sort': 'none',
        style: `min-width: ${Math.ceil(c.length / 2) + 3}ch`,
        ...side[i],
      },
      el(
        'button',
        {
          type: 'button',
          onclick: () => {
            state.descending = state.column === i ? !state.descending : false;
            state.column = i;
            heads.forEach((h, k) =>
              h.setAttribute(
                'aria-sort',
                k === i ? (state.descending ? 'descending' : 'ascending') : 'none',
              ),
            );
            fill();
          },
        },
        c,
      ),
    ),
  );
  const compare = (a, b) => {
    if (a === null || b === null) return (a === null) - (b === null);
    const x = Number(a),
      y = Number(b),
      numeric = !Number.isNaN(x) && !Number.isNaN(y);
    const order = numeric ? x - y : String(a).localeCompare(String(b));
    return state.descending ? -order : order;
  };
  const hint = el('p', {id: 'hint', 'aria-live': 'polite'});
  const count = el('span', {'aria-live': 'polite'});
  const same = el('p', {id: 'same', 'aria-live': 'polite'});
  // rows are made as they are scrolled to: laid out all at once they would delay the first plot
  let left = [],
    isSame = t.columns.map(() => false);
  function fill() {
    const words = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const some = brushed();
    left = t.rows.filter(
      (r, i) =>
        (!some || some.has(i)) &&
        words.every(w => r.some(c => c !== null && String(c).toLowerCase().includes(w))),
    );
    tellSame();
    if (state.column >= 0) left.sort((a, b) => compare(a[state.column], b[state.column]));
    count.textContent = `${number(left.length)} shown`;
    body.replaceChildren();
    scroll.scrollTop = 0;
    more(100);
  }
  /** What all rows have in common stands above them once; the columns that differ are left. */
  function tellSame() {
    const rows = left;
    isSame = t.columns.map(
      (c, i) =>
        !state.isWhole && t.isExact[i] && rows.length > 1 && rows.every(r => r[i] === rows[0][i]),
    );
    heads.forEach((h, i) => h.toggleAttribute('hidden', isSame[i]));
    const common = t.columns
      .map((c, i) => (isSame[i] && rows[0][i] !== null ? `${c} ${cell(rows[0][i])}` : null))
      .filter(Boolean);
    same.textContent = common.length ? `The same in all of these: ${common.join(', ')}.` : '';
  }
  const open = id => {
    if (window.showTrial && window.showTrial(id)) return;
    const command = `${R.overview.command} --trial ${id.slice(0, 12)}`;
    hint.replaceChildren(
      `Trial ${id.slice(0, 12)} is not in this page. This command makes one that has it: `,
      el('code', {}, command),
    );
  };
  const link = id =>
    el(
      'a',
      {
        href: '#close',
        onclick: e => {
          e.preventDefault();
          open(id);
        },
      },
      id.slice(0, 12),
    );
  const cell = c => (typeof c === 'number' ? number(c) : c === null ? '–' : String(c));
  function more(rows) {
    const next = left.splice(0, rows);
    body.append(
      ...next.map(r =>
        el(
          'tr',
          {},
          ...r.map((c, i) =>
            el('td', {...side[i], hidden: isSame[i] ? '' : null}, i === 0 ? link(c) : cell(c)),
          ),
        ),
      ),
    );
  }
  const scroll = el(
    'div',
    {
      class: 'scroll',
      tabindex: '0',
      onscroll: () => {
        if (scroll.scrollTop + 2 * scroll.clientHeight > scroll.scrollHeight) more(100);
      },
    },
    el('table', {id: 'trials-table'}, el('thead', {}, el('tr', {}, ...heads)), body),
  );
  window.addEventListener('beforeprint', () => more(left.length));
  s.append(
    el(
      'div',
      {class: 'controls'},
      el(
        'label',
        {},
        'filter ',
        el('input', {
          type: 'search',
          id: 'filter',
          size: 28,
          placeholder: 'words to be found in a row',
          oninput: e => {
            state.filter = e.target.value;
            fill();
          },
        }),
      ),
      check('all columns', v => {
        state.isWhole = v;
        fill();
      }),
      count,
    ),
    same,
    hint,
    scroll,
  );
  onBrush(fill);
  fill();
}
