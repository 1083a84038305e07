/** @file Edge accuracy of attention beside that of other methods on the same sequences. */
import {choice} from './choice.js';
import {COLOURS, SYMBOLS} from './colours.js';
import {ALL_ROWS, AXES, R, axisOf, has, measureOf, measured, valueOf} from './data.js';
import {section} from './elements.js';
import {estimate} from './estimate.js';
import {css} from './layout.js';
import {namesBelow} from './scale.js';
import {averagingOf, onSelection, rowsAlong} from './selection.js';
import {batched, escaped, estimated, sizesOf} from './text.js';
import {whiskers} from './whiskers.js';
import {STROKES, yardstickLine} from './yardsticks.js';

/** Levels of chance: attention guesses among a position and all before it, rivals among those. */
const CHANCES = ['chance of attention', 'chance of rivals'];

/** What finds edges: the name of its line and its measure; attention first, chance last. */
const CONTENDERS = [
  ['attention', 'edge_accuracy'],
  ...Object.entries(R.rivals),
  [CHANCES[0], 'chance_edge_accuracy'],
  [CHANCES[1], 'rival_chance'],
].filter(([, column]) => R.rows.measures[column]);

const strokeOf = line => STROKES[CHANCES.indexOf(line.name)];

const hasRivals = row => Object.values(R.rivals).some(column => has(row, column));

/** The places of the plot, and for each contender that has a trial there its points. */
function rivalLines(axis) {
  const places = rowsAlong(axis, hasRivals);
  const lines = CONTENDERS.map(([name, column], i) => ({
    name,
    i,
    points: places
      .map(({at, rows}) => ({
        at,
        estimate: estimate(measured(rows, column), measureOf(column).bounds),
      }))
      .filter(p => p.estimate),
  })).filter(l => l.points.length);
  return {shown: places.map(p => p.at), rows: places.flatMap(p => p.rows), lines};
}

export function rivals() {
  const rows = ALL_ROWS.filter(hasRivals);
  if (!rows.length || !AXES.length) return;
  const s = section(
    'rivals',
    'Attention and its rivals',
    'Share of edges that each method finds: attention in all sequences that the model was trained ' +
      'on, its rivals in the first rivals.sequences of them. Mean over settings of the means over ' +
      'seeds, with its 95 % interval over seeds. Broken lines are what uniform guesses find: of attention ' +
      'among each position and all before it, which is also where attention begins, of rivals among ' +
      'those before it alone.',
  );
  const length = axis => new Set(rows.map(row => valueOf(row, axis.path))).size;
  const longest = [...AXES].sort((a, b) => length(b) - length(a))[0];
  const renew = choice(s, {
    ask: 'against',
    options: AXES.map(a => [a.path, a.label]),
    first: longest.path,
    name: axis => `rivals by ${axis}`,
    caption: path => rivalCaption(path, rivalLines(axisOf(path))),
    option: (path, width) => rivalOption(axisOf(path), width),
  });
  onSelection(renew);
}

function rivalCaption(path, {rows, lines}) {
  const known = lines
    .filter(l => !CHANCES.includes(l.name))
    .flatMap(l => l.points.map(p => p.estimate));
  return (
    `${sizesOf(known, 'at every point')}, 95 % interval over seeds` +
    `${averagingOf(rows, [path], 'there are rivals')}.` +
    batched()
  );
}

function rivalOption(axis, width) {
  const {shown, rows, lines} = rivalLines(axis);
  const names = shown.map(at => axis.names[at]);
  const labels = namesBelow(names, axis.numeric, width);
  return {
    below: labels.below,
    title: {
      text: `edge accuracy by ${axis.label}`,
      subtext: rivalCaption(axis.path, {rows, lines}),
    },
    legend: {
      data: lines.map(l =>
        CHANCES.includes(l.name)
          ? {name: l.name, icon: strokeOf(l).icon, itemStyle: {color: css('--faint')}}
          : {name: l.name, lineStyle: {opacity: axis.numeric ? 1 : 0}},
      ),
    },
    tooltip: {
      trigger: 'axis',
      formatter: ps => {
        const at = shown[ps[0].dataIndex];
        return [
          `${escaped(axis.label)} ${escaped(axis.names[at])}`,
          ...lines.flatMap(l =>
            l.points
              .filter(p => p.at === at)
              .map(p => `${escaped(l.name)}: ${escaped(estimated(p.estimate))}`),
          ),
        ].join('<br>');
      },
    },
    xAxis: {
      type: 'category',
      name: axis.label,
      data: names,
      axisLabel: labels.axisLabel,
    },
    yAxis: {type: 'value', name: 'edge accuracy', min: 0, max: 1},
    series: lines.flatMap(l => rivalSeries(l, shown, axis.numeric)),
  };
}

/** Chance is a broken line without whiskers; names have no order that a line could follow. */
function rivalSeries(line, shown, isNumeric) {
  if (CHANCES.includes(line.name)) {
    const levels = shown.map(at => line.points.find(p => p.at === at)?.estimate.mean ?? null);
    return [yardstickLine({name: line.name, stroke: strokeOf(line)}, levels)];
  }
  const points = shown.map((at, i) => ({
    x: i,
    estimate: line.points.find(p => p.at === at)?.estimate ?? null,
  }));
  return whiskers(line.name, points, {
    colour: COLOURS[line.i % COLOURS.length],
    symbol: SYMBOLS[line.i % SYMBOLS.length],
    isJoined: isNumeric,
    aside: (line.i - (CONTENDERS.length - CHANCES.length) / 2) * 6,
  });
}
