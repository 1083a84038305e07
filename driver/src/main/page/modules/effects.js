/** @file Any measure against any axis. */
import {COLOURS, CROSS, SYMBOLS} from './colours.js';
import {
  AXES,
  R,
  axisOf,
  failuresOf,
  grouped,
  itemsOf,
  measureOf,
  measured,
  valueOf,
} from './data.js';
import {check, el, section, select, showChosen} from './elements.js';
import {estimate} from './estimate.js';
import {css} from './layout.js';
import {dropPlots, plot} from './plot.js';
import {scaleOf} from './scale.js';
import {averaging, onSelection, selectedRows, selectedValues} from './selection.js';
import {batched, counted, escaped, estimated, named, number, sentence, sizesOf} from './text.js';
import {observe} from './view.js';
import {whiskers} from './whiskers.js';
import {yardstickEntry, yardstickLine, yardstickMarks, yardsticksOf} from './yardsticks.js';

/** More lines than this are not told apart. */
export const MOST_LINES = 12;
const MOST_SEEDS = 60;
const LINES = 'one line for each';
export const PANELS = 'one panel for each';

/**
 * The points of a plot: for each line and each value of the axis that has a trial, the estimate of
 * the measure (null if no trial succeeded), what did not succeed, the levels of the yardsticks, and
 * each replicate's own mean.
 */
function pointsOf(rows, state, yardsticks) {
  const m = measureOf(state.measure);
  const lines = state.lines ? selectedValues(axisOf(state.lines)) : [null];
  return lines.map(line => {
    const own = line === null ? rows : rows.filter(r => valueOf(r, state.lines) === line);
    const byValue = grouped(own, r => valueOf(r, state.axis));
    const points = [];
    for (const at of selectedValues(axisOf(state.axis))) {
      const here = byValue.get(at);
      if (!here) continue;
      points.push({
        at,
        estimate: estimate(measured(here, state.measure), m.bounds),
        failures: failuresOf(here),
        levels: yardsticks.map(y => y.levelOf(here)),
        seeds: state.seeds ? seedsOf(here, state.measure) : [],
      });
    }
    return {line, points};
  });
}

/** Each replicate's mean over the cells in which it is. */
function seedsOf(rows, column) {
  const bySeed = grouped(rows, r => R.rows.replicate[r]);
  return [...bySeed]
    .map(([seed, own]) => {
      const items = itemsOf(own, r => R.rows.measures[column][r]);
      return {
        seed,
        mean: items.reduce((sum, x) => sum + x.value, 0) / items.length,
        n: items.length,
      };
    })
    .filter(s => s.n > 0);
}

/** Where a plot has the points of a line that have an estimate. */
const placesOf = (points, scale) =>
  points.filter(p => p.estimate).map(p => ({x: scale.position(p.at), estimate: p.estimate}));

/** Names of lines: the axis once, at the first. */
const lineNames = (axis, lines) =>
  lines.map((l, k) => (k === 0 ? `${axis.label}: ${axis.names[l.line]}` : axis.names[l.line]));

/**
 * The lines of a yardstick, each with the place of what it belongs to among the lines of the plot:
 * one for all where they agree.
 */
function levelLines(all, j) {
  const lines = all
    .map((l, k) => ({
      k,
      data: l.points.filter(p => p.levels[j] !== null).map(p => [p.at, p.levels[j]]),
    }))
    .filter(l => l.data.length);
  const shared = new Map();
  let isShared = true;
  for (const [at, v] of lines.flatMap(l => l.data)) {
    const other = shared.get(at) ?? v;
    isShared &&= Math.abs(v - other) <= 1e-9 * Math.max(1, Math.abs(v));
    shared.set(at, other);
  }
  const one = [...shared].sort((a, b) => a[0] - b[0]);
  return isShared && one.length ? {isShared, lines: [{k: 0, data: one}]} : {isShared: false, lines};
}

/** A yardstick's levels at a place, in the order of the lines. */
function toldLevel({of, lines}, at) {
  const here = lines.map(l => l.data.find(([i]) => i === at)).filter(Boolean);
  return here.length ? `${escaped(of.name)}: ${here.map(d => number(d[1])).join(', ')}` : '';
}

function effectOption(rows, state, panel, width) {
  const m = measureOf(state.measure),
    axis = axisOf(state.axis);
  const yardsticks = yardsticksOf(m);
  const all = pointsOf(rows, state, yardsticks).slice(0, MOST_LINES);
  const shown = axis.values
    .map((v, i) => i)
    .filter(i => all.some(l => l.points.some(p => p.at === i)));
  const scale = scaleOf(axis, shown, state.scale, width);
  const points = all.flatMap(l => l.points);
  const known = points.filter(p => p.estimate).map(p => p.estimate);
  const names = state.lines ? lineNames(axisOf(state.lines), all) : [m.label];
  const step = Math.min(9, (scale.gap * 0.8) / all.length);
  const isJoined = axis.numeric;
  const floor = m.bounds.low ?? Math.min(0, ...known.map(e => e.low ?? e.mean));
  const failed = points.filter(p => !p.estimate && p.failures);
  const levels = yardsticks
    .map((y, j) => levelLines(all, j))
    .map((l, j) => ({...l, of: yardsticks[j]}));
  const drawn = levels.filter(l => l.lines.length);
  const marks = [
    ...drawn.flatMap(({of, lines, isShared}) =>
      lines.map(({k, data}) => {
        const colour = isShared ? '' : COLOURS[k % COLOURS.length];
        const placed = data.map(([i, v]) => [scale.position(i), v]);
        const aside = isShared ? 0 : (k - (all.length - 1) / 2) * step;
        return isJoined && data.length > 1
          ? yardstickLine(of, placed, colour)
          : yardstickMarks(of, placed, {
              colour,
              aside,
              width: isShared ? Math.min(60, scale.gap * 0.7) : Math.max(12, step * 1.6),
            });
      }),
    ),
    ...(failed.length
      ? [
          {
            name: 'no trial succeeded',
            type: 'scatter',
            symbol: CROSS,
            symbolSize: 11,
            z: 6,
            itemStyle: {color: css('--bad')},
            data: [...new Set(failed.map(p => p.at))].map(i => [scale.position(i), floor]),
          },
        ]
      : []),
  ];
  const seeds = all.flatMap((l, k) =>
    l.points.flatMap(p =>
      p.seeds.slice(0, MOST_SEEDS).map(s => ({
        value: [scale.position(p.at), s.mean],
        symbolOffset: [(k - (all.length - 1) / 2) * step + 4, 0],
        itemStyle: {color: COLOURS[k % COLOURS.length], opacity: 0.45},
      })),
    ),
  );
  const told = p =>
    (p.estimate ? estimated(p.estimate) : 'no trial succeeded') +
    (p.failures ? ` (${p.failures})` : '');
  return {
    below: scale.below,
    title: {
      text: `${m.label} by ${axis.label}${panel ? ', ' + panel : ''}`,
      subtext:
        `${sizesOf(known, 'at every point')}, 95 % interval over seeds` +
        averaging([state.axis, state.lines, state.panels]),
    },
    legend:
      state.lines || marks.length
        ? {
            data: [
              ...(state.lines ? names : []).map(name => ({
                name,
                lineStyle: {opacity: isJoined ? 1 : 0},
              })),
              ...drawn.map(l => yardstickEntry(l.of)),
              ...(failed.length ? ['no trial succeeded'] : []),
            ],
          }
        : undefined,
    tooltip: {
      trigger: 'axis',
      formatter: ps => {
        const at = scale.nearest(ps[0].value[0]);
        const rowsOfTip = all.flatMap((l, k) =>
          l.points
            .filter(p => p.at === at)
            .map(
              p =>
                (state.lines ? `${escaped(axisOf(state.lines).names[all[k].line])}: ` : '') +
                escaped(told(p)),
            ),
        );
        return [
          `${escaped(axis.label)} ${escaped(axis.names[at])}`,
          ...rowsOfTip,
          ...drawn.map(l => toldLevel(l, at)).filter(Boolean),
        ].join('<br>');
      },
    },
    xAxis: {
      type: 'value',
      name: axis.label,
      ...scale.range,
      axisLabel: {show: false},
      axisTick: {show: false},
      splitLine: {show: false},
      axisLine: {onZero: false},
    },
    yAxis: {
      type: 'value',
      name: named(m),
      min: m.bounds.high === null ? null : m.bounds.low,
      max: m.bounds.high,
      scale: m.bounds.low === null,
      axisLine: {onZero: false},
    },
    series: [
      ...all.flatMap((l, k) =>
        whiskers(names[k], placesOf(l.points, scale), {
          colour: COLOURS[k % COLOURS.length],
          symbol: SYMBOLS[k % SYMBOLS.length],
          isJoined,
          aside: (k - (all.length - 1) / 2) * step,
        }),
      ),
      ...marks,
      ...(seeds.length
        ? [{type: 'scatter', symbolSize: 4, silent: true, tooltip: {show: false}, data: seeds}]
        : []),
      scale.ticks,
    ],
  };
}

export function effects() {
  if (!AXES.length || !R.measures.length) return;
  const s = section(
    'recovery',
    'Recovery by axis',
    'Mean over settings of the means over seeds, with its 95 % interval over seeds: settings are no ' +
      'replicates, and each ' +
      'counts alike. Seeds that several settings share are taken together. The interval of a ' +
      'measure with bounds stays ' +
      'within them; where all seeds agree it tells what as many seeds can exclude.',
  );
  // at first against the longest axis of numbers, a line for each value of another
  const longest = [...AXES].sort(
    (a, b) => b.numeric - a.numeric || b.values.length - a.values.length,
  )[0];
  const other = AXES.find(a => a !== longest && a.values.length <= 6);
  const state = {
    measure: R.measures[0].column,
    axis: longest.path,
    lines: other ? other.path : '',
    panels: '',
    scale: 'auto',
    seeds: false,
  };
  const figure = el('figure', {}),
    grid = el('div', {class: 'panels'}),
    caption = el('figcaption', {});
  let own = [];
  const build = () => {
    own = dropPlots(own);
    grid.replaceChildren();
    if (state.lines === state.axis) state.lines = '';
    if (state.panels === state.axis || state.panels === state.lines) state.panels = '';
    showChosen(figure, LINES, state.lines);
    showChosen(figure, PANELS, state.panels);
    const panel = state.panels ? axisOf(state.panels) : null;
    grid.className = panel ? 'panels grid' : 'panels';
    for (const p of panel ? selectedValues(panel).slice(0, MOST_LINES) : [null]) {
      const rows = () =>
        p === null ? selectedRows() : selectedRows().filter(r => valueOf(r, panel.path) === p);
      const name = p === null ? '' : `${panel.label} ${panel.names[p]}`;
      own.push(
        plot(
          grid,
          `${state.measure} by ${axisOf(state.axis).label}${name ? ', ' + name : ''}`,
          width => effectOption(rows(), state, name, width),
        ),
      );
    }
    own.forEach(observe);
    caption.textContent = captionOf(state);
  };
  const choose = key => v => {
    state[key] = v;
    build();
  };
  const paths = AXES.map(a => [a.path, a.label]);
  figure.append(
    el(
      'div',
      {class: 'controls'},
      select(
        'measure',
        R.measures.map(m => [m.column, m.label]),
        choose('measure'),
        state.measure,
      ),
      select('against', paths, choose('axis'), state.axis),
      AXES.length < 2 ? null : select(LINES, [['', '–'], ...paths], choose('lines'), state.lines),
      AXES.length < 2
        ? null
        : select(PANELS, [['', '–'], ...paths], choose('panels'), state.panels),
      select(
        'scale',
        ['auto', 'linear', 'log', 'even'].map(x => [x, x]),
        choose('scale'),
        state.scale,
      ),
      check('each seed', v => choose('seeds')(v)),
    ),
    grid,
    caption,
  );
  onSelection(build);
  s.append(figure);
  build();
}

/** What is said where an axis has more values than there is room for. */
export function cut(axis, what) {
  const count = axis ? selectedValues(axis).length : 0;
  return count > MOST_LINES
    ? ` The first ${MOST_LINES} of ${count} ${what}: select values of ${axis.label} above to see others.`
    : '';
}

function captionOf(state) {
  const m = measureOf(state.measure);
  const trials = selectedRows().reduce(
    (n, r) => n + (R.rows.statuses.succeeded ? R.rows.statuses.succeeded[r] : 0),
    0,
  );
  const lines = state.lines ? axisOf(state.lines) : null;
  return (
    `${sentence(m.meaning)} ${counted(trials, 'trial')} that succeeded` +
    averaging([state.axis, state.lines, state.panels]) +
    '.' +
    cut(lines, 'lines') +
    cut(state.panels ? axisOf(state.panels) : null, 'panels') +
    batched()
  );
}
