/** @file What ran. */
import {R} from './data.js';
import {el, section, table} from './elements.js';
import {number} from './text.js';

export function overview() {
  const o = R.overview,
    done = o.byStatus.succeeded || 0;
  const total = Object.values(o.byStatus).reduce((a, b) => a + b, 0);
  document.title = `${o.sweep} – Espalier report`;
  document.getElementById('title').textContent = o.sweep;
  const missing = o.planned >= 0 ? Math.max(0, o.planned - total) : 0;
  document.getElementById('subtitle').textContent =
    missing > 0
      ? `Incomplete: ${number(total)} of ${number(o.planned)} trials are here.`
      : `Complete: ${number(total)} trials.`;
  const s = section('overview', 'Overview');
  const tile = (n, what, bad) =>
    el('div', {class: bad ? 'tile bad' : 'tile'}, el('b', {}, number(n)), what);
  s.append(
    el(
      'div',
      {class: 'tiles'},
      tile(done, 'succeeded'),
      ...Object.entries(o.byStatus)
        .filter(([k]) => k !== 'succeeded')
        .map(([k, n]) => tile(n, k.replace('_', ' '), true)),
      missing > 0 ? tile(missing, 'missing', true) : null,
      tile(+o.coreHours.toPrecision(2), 'core-hours'),
    ),
  );
  s.append(el('h3', {}, 'What was varied'));
  s.append(
    R.axes.length === 0
      ? el('p', {}, 'Nothing but what makes replicates: seeds, or the graphs of a list.')
      : el(
          'ul',
          {},
          ...R.axes.map(a =>
            el(
              'li',
              {},
              el('code', {}, a.path),
              ' = ' + a.values.slice(0, 30).join(', ') + (a.values.length > 30 ? ', …' : ''),
            ),
          ),
        ),
  );
  if (o.failures.length) {
    s.append(el('h3', {}, 'What did not succeed'));
    s.append(
      table(
        ['trials', 'status', 'error', 'message', 'for example'],
        o.failures.map(f => [f.trials, f.status, f.type, f.message, f.example]),
        [1, 2, 3, 4],
      ),
    );
  }
  s.append(el('h3', {}, 'How the rows were made'));
  s.append(
    table(
      ['what', 'value (trials)'],
      Object.entries(o.provenance).map(([k, v]) => [
        k.replace('_', ' '),
        Object.entries(v)
          .map(([x, n]) => `${x} (${n})`)
          .join(', '),
      ]),
      [1],
    ),
  );
}
