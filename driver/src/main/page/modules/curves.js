/** @file Learning curves. */
import {COLOURS, SYMBOLS} from './colours.js';
import {ALL_ROWS, AXES, R, axisOf, itemsOf, valueOf} from './data.js';
import {MOST_LINES, PANELS, cut} from './effects.js';
import {check, el, section, select, showChosen} from './elements.js';
import {estimate} from './estimate.js';
import {dropPlots, plot} from './plot.js';
import {labelsTo} from './scale.js';
import {averaging, onSelection, selectedRows, selectedValues} from './selection.js';
import {batched, escaped, estimated, named, number, sizeOf, sizesOf} from './text.js';
import {observe} from './view.js';
import {yardstickEntry, yardstickLine, yardsticksOf} from './yardsticks.js';

const MOST_SEED_LINES = 200;

/** The value of a row's curve at a step: between two that were seen, on the line between them. */
function valueAt(line, k) {
  if (k >= line.length) return null;
  if (line[k] !== null) return line[k];
  let a = k - 1,
    b = k + 1;
  while (a >= 0 && line[a] === null) a--;
  while (b < line.length && line[b] === null) b++;
  if (a < 0 || b >= line.length) return null;
  const [x, y, z] = [R.curves.steps[a], R.curves.steps[k], R.curves.steps[b]];
  return line[a] + ((line[b] - line[a]) * (y - x)) / (z - x);
}

/** The points of a curve of some rows, and where some of its settings end. */
function curveOf(rows, m) {
  const all = R.curves.curves[m.column];
  const points = [];
  R.curves.steps.forEach((step, k) => {
    if (!rows.some(r => k < all[r].length && all[r][k] !== null)) return;
    const p = estimate(
      itemsOf(rows, r => valueAt(all[r], k), R.curves.counts[m.column]),
      m.bounds,
    );
    if (p) points.push({step, ...p});
  });
  return points;
}

/** Stretches of points that are of as many settings and seeds: between them a curve is broken. */
function stretchesOf(points) {
  const stretches = [];
  points.forEach((p, k) => {
    const last = points[k - 1];
    if (!last || last.cells !== p.cells || last.n !== p.n || last.least !== p.least)
      stretches.push([]);
    stretches[stretches.length - 1].push(p);
  });
  return stretches;
}

function band(points, colour) {
  const known = points.filter(p => p.low !== null);
  if (known.length < 2) return [];
  const ribbon = [
    ...known.map(p => [p.step, p.high]),
    ...known
      .slice()
      .reverse()
      .map(p => [p.step, p.low]),
  ];
  return [
    {
      type: 'custom',
      silent: true,
      tooltip: {show: false},
      clip: true,
      z: 1,
      encode: {x: 0, y: 1},
      data: [[known[0].step, known[0].mean]],
      renderItem: (params, api) => ({
        type: 'polygon',
        shape: {points: ribbon.map(q => api.coord(q))},
        style: {fill: colour, opacity: 0.18},
      }),
    },
  ];
}

/** A frame that the widest intervals of very few seeds do not decide. */
function frameOf(points, levels, m) {
  if (m.bounds.high !== null) return {min: m.bounds.low, max: m.bounds.high};
  const ends = points.flatMap(p => (p.n > 2 && p.low !== null ? [p.low, p.high] : [p.mean]));
  const low = Math.min(...ends, ...levels),
    high = Math.max(...ends, ...levels);
  return {
    min: m.bounds.low === null ? null : Math.max(0, Math.floor(low * 10) / 10),
    max: Math.ceil(high * 10) / 10,
  };
}

function curveOption(rows, state, panel, width) {
  const m = R.curves.measures.find(x => x.column === state.what);
  const axis = state.by ? axisOf(state.by) : null;
  const groups = (axis ? selectedValues(axis).slice(0, MOST_LINES) : [null])
    .map(i => ({i, rows: i === null ? rows : rows.filter(r => valueOf(r, axis.path) === i)}))
    .map(g => ({...g, points: curveOf(g.rows, m)}))
    .filter(g => g.points.length);
  const names = groups.map((g, k) =>
    g.i === null ? m.label : k === 0 ? `${axis.label}: ${axis.names[g.i]}` : axis.names[g.i],
  );
  const yardsticks = yardsticksOf(m)
    .map(y => ({...y, levels: groups.map(g => y.levelOf(g.rows))}))
    .filter(y => y.levels.some(v => v !== null));
  const points = groups.flatMap(g => g.points);
  const end = Math.max(...points.map(p => p.step));
  const level = (y, v, k) =>
    yardstickLine(
      y,
      [
        [0, v],
        [end, v],
      ],
      groups.length > 1 && y.column ? COLOURS[k % COLOURS.length] : '',
    );
  const legend = [...(axis ? names : []), ...yardsticks.map(yardstickEntry)];
  return {
    title: {
      text: `${m.label} over training${panel ? ', ' + panel : ''}`,
      subtext: `${sizesOf(points, 'a point')}, 95 % interval over seeds${averaging([state.by, state.panels])}`,
    },
    legend: legend.length ? {data: legend} : undefined,
    tooltip: {
      trigger: 'axis',
      formatter: ps => {
        const step = ps[0].value[0];
        return (
          `step ${number(step)}<br>` +
          groups
            .flatMap((g, k) =>
              g.points
                .filter(p => p.step === step)
                .map(p => `${escaped(names[k])}: ${escaped(estimated(p))}`),
            )
            .join('<br>')
        );
      },
    },
    xAxis: {
      type: 'value',
      name: 'gradient steps',
      max: 'dataMax',
      axisLabel: labelsTo(end, width),
    },
    yAxis: {
      type: 'value',
      name: named(m),
      ...frameOf(
        points,
        yardsticks.flatMap(y => y.levels.filter(v => v !== null)),
        m,
      ),
    },
    series: [
      ...groups.flatMap((g, k) => {
        const colour = COLOURS[k % COLOURS.length],
          stretches = stretchesOf(g.points);
        const data = stretches.flatMap((s, j) => [
          ...(j ? [[s[0].step, null]] : []),
          ...s.map(p => [p.step, p.mean]),
        ]);
        return [
          ...stretches.flatMap(s => band(s, colour)),
          {
            name: names[k],
            type: 'line',
            symbol: SYMBOLS[k % SYMBOLS.length],
            symbolSize: 6,
            showSymbol: g.points.length < 40,
            itemStyle: {color: colour},
            data: data.filter(d => d[1] !== null || stretches.length > 1),
          },
          ...(state.seeds ? seedLines(g.rows, m, colour) : []),
        ];
      }),
      ...yardsticks.flatMap(y =>
        y.levels
          .map((v, k) => (v === null || (k > 0 && !y.column) ? null : level(y, v, k)))
          .filter(Boolean),
      ),
    ],
  };
}

function seedLines(rows, m, colour) {
  const all = R.curves.curves[m.column];
  return rows
    .filter(r => all[r].length)
    .slice(0, MOST_SEED_LINES)
    .map(r => ({
      type: 'line',
      symbol: 'none',
      silent: true,
      tooltip: {show: false},
      z: 1,
      lineStyle: {color: colour, width: 0.7, opacity: 0.5},
      data: all[r].map((v, k) => [R.curves.steps[k], v]).filter(d => d[1] !== null),
    }));
}

/** What is behind the points of a curve, stretch by stretch. */
function told(points) {
  return stretchesOf(points)
    .map(s => `to step ${number(s[s.length - 1].step)} ${sizeOf(s[0])}`)
    .join(', ');
}

export function curves() {
  if (!R.curves.measures.length || !ALL_ROWS.length) return;
  const s = section(
    'curves',
    'Learning curves',
    'Mean over settings of the means over seeds at each step; the band is its 95 % interval over ' +
      'seeds. A curve is broken ' +
      'where some of its settings end. Dashed: what is reached on the same sequences by the ' +
      'transition posterior, which knows the graph, by the Bayes predictor, which no model can ' +
      'beat, and by the paper’s own construction; or what a guess reaches.',
  );
  const first = AXES.find(a => a.values.length <= 6);
  const state = {
    by: first ? first.path : '',
    what: R.curves.measures[0].column,
    panels: '',
    seeds: false,
  };
  const figure = el('figure', {}),
    grid = el('div', {class: 'panels'}),
    caption = el('figcaption', {});
  let own = [];
  const build = () => {
    own = dropPlots(own);
    grid.replaceChildren();
    if (state.panels === state.by) state.panels = '';
    showChosen(figure, PANELS, state.panels);
    const panel = state.panels ? axisOf(state.panels) : null;
    const axis = state.by ? axisOf(state.by) : null;
    const m = R.curves.measures.find(x => x.column === state.what);
    grid.className = panel ? 'panels grid' : 'panels';
    const rowsOf = p =>
      p === null ? selectedRows() : selectedRows().filter(r => valueOf(r, panel.path) === p);
    for (const p of panel ? selectedValues(panel).slice(0, MOST_LINES) : [null]) {
      const name = p === null ? '' : `${panel.label} ${panel.names[p]}`;
      own.push(
        plot(grid, `${state.what} over training${name ? ', ' + name : ''}`, width =>
          curveOption(rowsOf(p), state, name, width),
        ),
      );
    }
    own.forEach(observe);
    caption.textContent =
      (axis ? selectedValues(axis).slice(0, MOST_LINES) : [null])
        .map(i => [
          i,
          curveOf(
            selectedRows().filter(r => i === null || valueOf(r, axis.path) === i),
            m,
          ),
        ])
        .filter(([, points]) => points.length)
        .map(([i, points]) => (i === null ? '' : `${axis.label} ${axis.names[i]}: `) + told(points))
        .join('; ') +
      `${averaging([state.by, state.panels])}.${cut(axis, 'curves')}${cut(panel, 'panels')}` +
      (state.seeds && selectedRows().length > MOST_SEED_LINES
        ? ` Of seeds’ own lines a plot has at most ${MOST_SEED_LINES}.`
        : '') +
      batched();
  };
  const choose = key => v => {
    state[key] = v;
    build();
  };
  const paths = [['', '–'], ...AXES.map(a => [a.path, a.label])];
  figure.append(
    el(
      'div',
      {class: 'controls'},
      select(
        'curve of',
        R.curves.measures.map(m => [m.column, m.label]),
        choose('what'),
        state.what,
      ),
      AXES.length ? select('one curve for each', paths, choose('by'), state.by) : null,
      AXES.length > 1 ? select(PANELS, paths, choose('panels'), state.panels) : null,
      check('seeds’ own lines', v => choose('seeds')(v)),
    ),
    grid,
    caption,
  );
  onSelection(build);
  s.append(figure);
  build();
}
