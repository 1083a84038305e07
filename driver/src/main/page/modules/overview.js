/** @file What ran. */
import {R} from './data.js';
import {el, section, table} from './elements.js';
import {counted, number, sentence} from './text.js';

export function overview() {
  const o = R.overview,
    done = o.byStatus.succeeded || 0;
  const total = Object.values(o.byStatus).reduce((a, b) => a + b, 0);
  document.title = `${o.sweep} – Espalier report`;
  document.getElementById('title').textContent = o.sweep;
  document.getElementById('subtitle').textContent = [
    sentence(o.description),
    endingOf(o, total, done),
    o.others > 0
      ? `${counted(o.others, 'stored trial')} of other settings left out (\`--all\` counts them).`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
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
      o.missing > 0 ? tile(o.missing, 'missing', true) : null,
      tile(+o.coreHours.toPrecision(2), 'core-hours'),
    ),
  );
  s.append(
    el('p', {id: 'when'}, `${seedsOfStudy(o.seeds)}. From ${o.started} to ${o.finished} UTC.`),
  );
  s.append(el('h3', {}, 'What was varied'));
  s.append(
    R.axes.length === 0
      ? el('p', {}, 'Nothing but the seeds.')
      : list(R.axes.map(a => [a.path, valuesOf(a)])),
  );
  s.append(
    el(
      'details',
      {id: 'fixed'},
      el(
        'summary',
        {},
        `What was the same in all trials (${counted(Object.keys(o.fixed).length, 'setting')})`,
      ),
      list(Object.entries(o.fixed)),
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

/**
 * How the study ended, in a sentence. Stored trials that are not of its plan do not make up for those
 * that are missing; where there is no plan, nobody knows whether any are.
 */
function endingOf(o, total, done) {
  const others = Object.entries(o.byStatus).filter(([status]) => status !== 'succeeded');
  const failed = others.map(([status, n]) => `${number(n)} ${status.replace('_', ' ')}`).join(', ');
  const present = o.planned - o.missing,
    here =
      o.missing > 0 ? `Incomplete: ${number(present)} of ${number(o.planned)} trials are here` : '',
    beside =
      o.planned >= 0 && total > present
        ? ` The page has ${counted(total - present, 'trial')} of other settings, too.`
        : '',
    all = counted(total, 'trial');
  if (total === 0) return 'No trial is here yet.';
  if (done === 0) return `${here ? here + '. ' : ''}No trial succeeded: ${failed}.${beside}`;
  if (failed) {
    const ran = o.planned < 0 ? all : 'Every trial has run';
    return `${here || ran}: ${number(done)} succeeded, ${failed}.${beside}`;
  }
  const complete = o.planned < 0 ? all : `Complete: ${counted(present, 'trial')}`;
  return `${here || complete}.${beside}`;
}

function seedsOfStudy(seeds) {
  const numbers = seeds.first.map(Number);
  const isRow = numbers.every((v, k) => k === 0 || v === numbers[k - 1] + 1);
  const more = seeds.count > seeds.first.length;
  const named =
    isRow && numbers.length > 2
      ? `${numbers[0]} to ${more ? '…' : numbers[numbers.length - 1]}`
      : seeds.first.join(', ') + (more ? ', …' : '');
  return `${counted(seeds.count, 'seed')}: ${named}`;
}

const valuesOf = axis => axis.names.slice(0, 30).join(', ') + (axis.names.length > 30 ? ', …' : '');

const list = pairs =>
  el('ul', {}, ...pairs.map(([path, value]) => el('li', {}, el('code', {}, path), ' = ' + value)));
